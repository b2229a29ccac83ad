import type { SpanKind } from "../../model/facts.ts";
import type { Table } from "../field.ts";
import type { SaidTokens } from "../tokens.ts";

/**
 * Braintrust's own attributes, JSON in most of them. Source: braintrust.dev/docs/integrations/sdk-integrations/opentelemetry/attributes and the public
 * code of its SDKs for Go, Java and Ruby, 2026; its SDK for JavaScript sends no OTLP by itself. Not run here.
 */
export const BRAINTRUST: Table = {
  "braintrust.span_attributes": "braintrustKind",
  "braintrust.span_attributes.type": "braintrustKind",
  "braintrust.metadata.model": "requestModel",
  "braintrust.metadata.session_id": "session",
  "braintrust.metadata.user_id": "user",
  "braintrust.metrics": "braintrustMetrics",
  "braintrust.metrics.prompt_tokens": "inputTokens",
  "braintrust.metrics.completion_tokens": "outputTokens",
  "braintrust.metrics.prompt_cached_tokens": "cacheReadTokens",
  "braintrust.metrics.prompt_cache_creation_tokens": "cacheWriteTokens",
  "braintrust.metrics.completion_reasoning_tokens": "reasoningTokens",
  "braintrust.metrics.estimated_cost": "costUsd",
};

/** `type` of the attributes; JSON objects that hold nothing else are words as well. */
export const BRAINTRUST_KINDS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ...(["llm", "task", "function", "tool", "score", "eval"] as const).flatMap((type) => {
    const kind: SpanKind = type === "llm" ? "inference" : type === "tool" ? "tool" : "step";
    return [[type, kind] as const, [`{"type":"${type}"}`, kind] as const];
  }),
]);

/** `metrics`: the prompt includes what was read from the cache, the completion reasoning. */
export function braintrustTokens(metrics: Readonly<Record<string, unknown>>): SaidTokens {
  const count = (name: string): number | undefined => {
    const value = metrics[name];
    return typeof value === "number" && value >= 0 ? value : undefined;
  };
  return {
    input: count("prompt_tokens"),
    output: count("completion_tokens"),
    cacheRead: count("prompt_cached_tokens"),
    cacheWrite: count("prompt_cache_creation_tokens"),
    reasoning: count("completion_reasoning_tokens"),
  };
}
