import type { SpanKind } from "../../model/facts.ts";
import type { Table } from "../field.ts";
import type { SaidTokens } from "../tokens.ts";

/**
 * Langfuse's own attributes. Source: langfuse/langfuse `packages/shared/src/server/otel`, August 2026, and `@langfuse/tracing` 5.11.1.
 */
export const LANGFUSE: Table = {
  "langfuse.observation.type": "langfuseKind",
  "langfuse.observation.level": "level",
  "langfuse.observation.completion_start_time": "firstChunkAt",
  "langfuse.session.id": "session",
  "langfuse.user.id": "user",
  "langfuse.trace.metadata.langfuse_session_id": "session",
  "langfuse.trace.metadata.langfuse_user_id": "user",
  "langfuse.observation.model.name": "requestModel",
  "langfuse.observation.usage_details": "usageDetails",
  "langfuse.observation.cost_details": "costDetails",
};

export const LANGFUSE_KINDS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ["generation", "inference"],
  ["embedding", "embeddings"],
  ["agent", "agent"],
  ["tool", "tool"],
  ["chain", "step"],
  ["span", "step"],
  ["retriever", "retrieval"],
  ["evaluator", "step"],
  ["guardrail", "step"],
  ["event", "other"],
]);

/**
 * `usage_details`: kinds of tokens that do not overlap, by names that their senders make up; all that begins with `input` is input, and so on. Langfuse's own
 * integrations take cached and reasoning tokens out of `input` and `output`. Names of OpenAI's API are counts of all, with what of them was cached and what
 * reasoning in objects of their own: the integration in Python passes that on as it came.
 */
export function langfuseTokens(details: Readonly<Record<string, unknown>>): SaidTokens {
  const sum = (pattern: RegExp): number | undefined => {
    const counts = Object.entries(details).flatMap(([name, count]) =>
      pattern.test(name) && typeof count === "number" && count >= 0 ? [count] : [],
    );
    return counts.length === 0 ? undefined : counts.reduce((total, count) => total + count);
  };
  return {
    input: sum(/^prompt_tokens$/) ?? sum(/^input|cache/),
    output: sum(/^completion_tokens$/) ?? sum(/^output|^reasoning/),
    cacheRead: sum(/cached|cache_read/) ?? partOf(details, INPUT_DETAILS, "cached_tokens"),
    cacheWrite: sum(/cache_(creation|write)/),
    reasoning: sum(/reasoning/) ?? partOf(details, OUTPUT_DETAILS, "reasoning_tokens"),
  };
}

/** Where OpenAI's API says what its counts are made of: in chat completions, and in responses. */
export const INPUT_DETAILS = ["prompt_tokens_details", "input_tokens_details"] as const;
export const OUTPUT_DETAILS = ["completion_tokens_details", "output_tokens_details"] as const;

function partOf(
  details: Readonly<Record<string, unknown>>,
  objects: readonly string[],
  name: string,
): number | undefined {
  for (const object of objects) {
    const count = (details[object] as Readonly<Record<string, unknown>> | null | undefined)?.[name];
    if (typeof count === "number" && count >= 0) return count;
  }
  return undefined;
}

/** `cost_details`: US dollars by kind of tokens, with or without a total. */
export function langfuseCost(details: Readonly<Record<string, unknown>>): number | undefined {
  if (typeof details.total === "number") return details.total;
  const parts = Object.values(details).filter((part) => typeof part === "number");
  return parts.length === 0 ? undefined : parts.reduce((total, part) => total + part);
}
