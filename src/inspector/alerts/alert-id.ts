import { createHash } from "node:crypto";
import type { AlertRow } from "../api.ts";

/** Names an alert by what it is about and when it began, so that the same history gives the same names. */
export function alertId(
  kind: AlertRow["kind"],
  { subjectType, service, subject }: Pick<AlertRow, "subjectType" | "service" | "subject">,
  sinceUs: number,
): string {
  const said = JSON.stringify([kind, subjectType, service, subject, sinceUs]);
  return createHash("sha256").update(said).digest("hex").slice(0, 16);
}
