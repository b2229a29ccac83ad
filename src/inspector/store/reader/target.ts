import type { Target } from "../store.ts";
import type { Reading } from "./reading.ts";

/** The condition on `spans s` that a target stands for. */
export interface Found {
  readonly where: string;
  readonly number: number;
}

/** Finds what a question is asked about. @returns undefined for a session or a trace that is not there */
export function findTarget(reading: Reading, target: Target): Found | undefined {
  const [sql, id, column] =
    "session" in target
      ? ["SELECT s AS number FROM sessions WHERE id = ?", target.session, "session"]
      : ["SELECT t AS number FROM traces WHERE id = ?", target.trace.toLowerCase(), "trace"];
  const row = reading.get<{ readonly number: number }>(sql, id);
  return row && { where: `${column} = ?`, number: row.number };
}
