import { readRejectedCount } from "../../export/http/partial-success.ts";
import { CommandFailed } from "../command-line.ts";
import type { Ingest } from "./take-in.ts";

const TYPES = { protobuf: "application/x-protobuf", json: "application/json" } as const;
/** How long one request may take: the inspector answers when it is committed. */
const TIMEOUT_MILLIS = 60_000;

/** Sends requests to the OTLP receiver of an inspector. */
export function ingestOver(origin: string): Ingest {
  return async (signal, encoding, body) => {
    const response = await fetch(`${origin}/v1/${signal}`, {
      method: "POST",
      headers: { "content-type": TYPES[encoding] },
      body: Uint8Array.from(body),
      signal: AbortSignal.timeout(TIMEOUT_MILLIS),
    });
    const answer = new Uint8Array(await response.arrayBuffer());
    if (response.status === 400) return { rejected: 1, reason: "the inspector found no OTLP in it" };
    if (!response.ok) throw new CommandFailed(`the inspector at ${origin} answered ${response.status}`);
    const rejected = readRejectedCount(answer, TYPES[encoding]);
    const counts = {
      accepted: countIn(response.headers, "agentscribe-accepted"),
      duplicates: countIn(response.headers, "agentscribe-duplicates"),
    };
    return { ...counts, rejected, ...(rejected > 0 && { reason: "the inspector rejected records" }) };
  };
}

/** Undefined for an inspector of an earlier version, which does not say. */
function countIn(headers: Headers, name: string): number | undefined {
  const text = headers.get(name) ?? "";
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
