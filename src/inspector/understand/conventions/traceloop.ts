import type { SpanKind } from "../../model/facts.ts";
import type { Table } from "../field.ts";

const PROPERTIES = "traceloop.association.properties.";

/**
 * Traceloop's OpenLLMetry. Its spans of model calls are those of the GenAI conventions of some year; `llm.*` names are its own of before.
 *
 * Source: traceloop/openllmetry-js `ai-semantic-conventions` and traceloop/openllmetry `opentelemetry-semantic-conventions-ai`, June 2026.
 */
export const TRACELOOP: Table = {
  "traceloop.span.kind": "traceloopKind",
  "llm.request.type": "requestType",
  "gen_ai.request.type": "requestType",
  "traceloop.entity.name": "entity",
  [`${PROPERTIES}session_id`]: "session",
  [`${PROPERTIES}conversation_id`]: "session",
  [`${PROPERTIES}thread_id`]: "session",
  [`${PROPERTIES}chat_id`]: "session",
  [`${PROPERTIES}user_id`]: "user",
  "llm.vendor": "provider",
  "llm.response.model": "model",
  "llm.request.model": "requestModel",
  "llm.usage.prompt_tokens": "inputTokens",
  "llm.usage.completion_tokens": "outputTokens",
};

export const TRACELOOP_KINDS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ["workflow", "workflow"],
  ["task", "step"],
  ["agent", "agent"],
  ["tool", "tool"],
  ["session", "session"],
]);

/** `rerank` asks a model for an order of documents. */
export const REQUEST_TYPES: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ["chat", "inference"],
  ["completion", "inference"],
  ["embedding", "embeddings"],
  ["rerank", "retrieval"],
]);
