import { finite, read } from "../given-value.ts";
import type { FailureFacts } from "../scope-type.ts";

/**
 * What an error is recorded as that no response said: the name of its cause, the same for both majors of the SDK. Absent when the error's own
 * name says most.
 */
export function callFailure(error: unknown, signal: unknown): FailureFacts | undefined {
  if (read(signal, "aborted") === true) return { type: "cancelled", aborted: true };
  const code = read(error, "code");
  const known = typeof code === "number" || typeof code === "string" ? CAUSES.get(code) : undefined;
  if (known !== undefined) return { type: known };
  const number = read(error, "name") === "McpError" ? finite(code) : undefined;
  return number === undefined ? undefined : { type: String(number) };
}

/** Codes that the SDKs give to failures of their own: numbers the first major, words the second. */
const CAUSES: ReadonlyMap<string | number, string> = new Map<string | number, string>([
  [-32001, "timeout"],
  ["REQUEST_TIMEOUT", "timeout"],
  [-32000, "connection_closed"],
  ["CONNECTION_CLOSED", "connection_closed"],
]);
