import type { SpanKind } from "../../model/facts.ts";
import type { Table } from "../field.ts";

/**
 * OpenInference. `llm.token_count.prompt` counts all of the prompt; its details are parts of it.
 *
 * Source: Arize-ai/openinference, `spec/semantic_conventions.md` and `js/packages/openinference-semantic-conventions` of August 2026.
 */
export const OPENINFERENCE: Table = {
  "openinference.span.kind": "openinferenceKind",
  "agent.name": "agent",
  "graph.node.name": "step",
  "llm.provider": "provider",
  "llm.system": "provider",
  "llm.response.model_name": "model",
  "llm.model_name": "requestModel",
  "llm.request.model_name": "requestModel",
  "embedding.model_name": "requestModel",
  "reranker.model_name": "requestModel",
  "llm.finish_reason": "finishReason",
  "tool.name": "tool",
  "llm.token_count.prompt": "inputTokens",
  "llm.token_count.completion": "outputTokens",
  "llm.token_count.prompt_details.cache_read": "cacheReadTokens",
  "llm.token_count.prompt_details.cache_input": "cacheReadTokens",
  "llm.token_count.prompt_details.cache_write": "cacheWriteTokens",
  "llm.token_count.completion_details.reasoning": "reasoningTokens",
  "llm.cost.total": "costUsd",
  "llm.cost.prompt": "costInputUsd",
  "llm.cost.completion": "costOutputUsd",
};

/** A chain, a prompt, a guardrail and a evaluator are steps of the work around the model calls. */
export const OPENINFERENCE_KINDS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ["LLM", "inference"],
  ["EMBEDDING", "embeddings"],
  ["RETRIEVER", "retrieval"],
  ["RERANKER", "retrieval"],
  ["TOOL", "tool"],
  ["AGENT", "agent"],
  ["CHAIN", "step"],
  ["PROMPT", "step"],
  ["GUARDRAIL", "step"],
  ["EVALUATOR", "step"],
]);
