import type { RecordClient } from "../../record/client.ts";
import type { RetryFacts } from "../../record/llm/retry.ts";
import { readPath } from "../read-path.ts";

/** Text at a path of a message; absent when there is none. */
export function textIn(message: unknown, ...path: readonly string[]): string | undefined {
  const value = readPath(message, ...path);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Numbers of a message under the names that they have as attributes. */
export function numbersIn(message: unknown, names: Readonly<Record<string, string>>): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [key, name] of Object.entries(names)) {
    const number = readPath(message, key);
    if (typeof number === "number") found[name] = number;
  }
  return found;
}

/** A message that says that a request failed and is made again. */
export function retryOf(message: unknown): RetryFacts {
  const status = readPath(message, "error_status");
  return {
    ...numbersIn(message, { attempt: "attempt", retry_delay_ms: "delayMillis" }),
    ...(typeof status === "number" ? { status } : { error: { name: textIn(message, "error") } }),
  };
}

/** A failed request, as errors of clients tell of theirs: by status and code where it was answered. */
export interface RequestError {
  readonly name: string;
  readonly message: string | undefined;
  readonly status?: number;
  readonly code?: string;
}

/** What failed, of a message that says so. */
export function errorOf(message: unknown): RequestError | undefined {
  const error = readPath(message, "error");
  if (error === undefined) return undefined;
  const status = readPath(message, "api_error_status");
  const name = textIn(message, "api_error_type") ?? String(error);
  return {
    name,
    message: textIn(message, "message", "content", "0", "text"),
    ...(typeof status === "number" && { status, code: name }),
  };
}

/** Records that the conversation was summed up to fit the model's context. */
export function recordCompaction(client: RecordClient, facts: unknown): void {
  client.record("compaction", {
    trigger: readPath(facts, "trigger") === "manual" ? "manual" : "auto",
    ...numbersIn(facts, { pre_tokens: "tokensBefore", post_tokens: "tokensAfter", duration_ms: "durationMs" }),
  });
}

/** More than any query has; of those beyond, nothing is told again or anew. */
const MAX_DENIALS = 1_000;

/**
 * Records the tool calls that were not permitted, as a result lists them. Who decided is not said.
 *
 * @param told - ids of the calls of which earlier results said so
 */
export function recordDenials(client: RecordClient, result: unknown, told: Set<string>): void {
  const denials = readPath(result, "permission_denials");
  for (const denial of Array.isArray(denials) ? (denials as unknown[]) : []) {
    const [tool, callId] = [textIn(denial, "tool_name"), textIn(denial, "tool_use_id")];
    if (tool === undefined || callId === undefined || told.has(callId) || told.size >= MAX_DENIALS) continue;
    told.add(callId);
    client.record("tool.decision", { tool, callId, decision: "reject" });
  }
}
