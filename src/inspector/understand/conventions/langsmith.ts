import type { SpanKind } from "../../model/facts.ts";
import type { Table } from "../field.ts";
import type { SaidTokens } from "../tokens.ts";

/**
 * LangSmith's runs as spans. `langsmith.trace.session_id` is a project, not a session. It writes `chat` into the operation of prompts, and `embeddings` into
 * that of retrievers: its own kind goes first.
 *
 * Source: the package `langsmith` 0.10.5, `experimental/otel`, November 2026.
 */
export const LANGSMITH: Table = {
  "langsmith.span.kind": "langsmithKind",
  "langsmith.metadata.session_id": "session",
  "langsmith.metadata.thread_id": "session",
  "langsmith.metadata.conversation_id": "session",
  "langsmith.metadata.user_id": "user",
  "langsmith.trace.name": "entity",
  "langsmith.usage_metadata": "usageMetadata",
};

export const LANGSMITH_KINDS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ["llm", "inference"],
  ["chain", "step"],
  ["prompt", "step"],
  ["parser", "step"],
  ["tool", "tool"],
  ["retriever", "retrieval"],
  ["embedding", "embeddings"],
]);

/** `usage_metadata` of LangChain: input includes the cache, output reasoning. */
export function langsmithTokens(usage: Readonly<Record<string, unknown>>): SaidTokens {
  const input = partsOf(usage.input_token_details);
  const output = partsOf(usage.output_token_details);
  return {
    input: count(usage.input_tokens),
    output: count(usage.output_tokens),
    cacheRead: count(input.cache_read),
    cacheWrite: count(input.cache_creation),
    reasoning: count(output.reasoning),
  };
}

function partsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function count(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 ? value : undefined;
}
