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

/** What failed, of a message that says so. */
export function errorOf(message: unknown): { readonly name: string; readonly message: string | undefined } | undefined {
  const error = readPath(message, "error");
  if (error === undefined) return undefined;
  return {
    name: textIn(message, "api_error_type") ?? String(error),
    message: textIn(message, "message", "content", "0", "text"),
  };
}

/** Records that the conversation was summed up to fit the model's context. */
export function recordCompaction(client: RecordClient, facts: unknown): void {
  client.record("compaction", {
    trigger: readPath(facts, "trigger") === "manual" ? "manual" : "auto",
    ...numbersIn(facts, { pre_tokens: "tokensBefore", post_tokens: "tokensAfter", duration_ms: "durationMs" }),
  });
}
