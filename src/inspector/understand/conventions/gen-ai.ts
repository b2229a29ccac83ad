import * as genAi from "../../../semconv/gen-ai-attributes.ts";
import { MCP_METHOD_NAME } from "../../../semconv/gen-ai-attributes.ts";
import type { SpanKind } from "../../model/facts.ts";
import type { Table } from "../field.ts";

/**
 * The GenAI conventions of today. Input tokens include those of the cache, output tokens those of reasoning. Costs are no part of them: the first two
 * names are what most backends read and what semantic-conventions-genai#443 proposes.
 */
export const GEN_AI: Table = {
  [genAi.GEN_AI_OPERATION_NAME]: "operation",
  [genAi.GEN_AI_CONVERSATION_ID]: "session",
  [genAi.GEN_AI_AGENT_NAME]: "agent",
  [genAi.GEN_AI_WORKFLOW_NAME]: "entity",
  [genAi.GEN_AI_PROVIDER_NAME]: "provider",
  [genAi.GEN_AI_RESPONSE_MODEL]: "model",
  [genAi.GEN_AI_REQUEST_MODEL]: "requestModel",
  [genAi.GEN_AI_RESPONSE_FINISH_REASONS]: "finishReason",
  [genAi.GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK]: ["firstChunkUs", 1e6],
  [genAi.GEN_AI_TOOL_NAME]: "tool",
  [genAi.GEN_AI_USAGE_INPUT_TOKENS]: "inputTokens",
  [genAi.GEN_AI_USAGE_OUTPUT_TOKENS]: "outputTokens",
  [genAi.GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS]: "cacheReadTokens",
  [genAi.GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS]: "cacheWriteTokens",
  [genAi.GEN_AI_USAGE_REASONING_OUTPUT_TOKENS]: "reasoningTokens",
  "gen_ai.usage.cost": "costUsd",
  "gen_ai.usage.cost.amount": "costUsd",
  [MCP_METHOD_NAME]: "mcpMethod",
  "http.request.resend_count": "retries",
};

/**
 * `gen_ai.operation.name` of any year, and what others write into it: `llm_call` to `schedule_tool_calls` are Gemini CLI's (August 2026), `agent_step` the
 * AI SDK's, `execute_hook` and `content_event` Copilot's (March 2026), `guardrail.run` and `guard` OpenLLMetry's (June 2026).
 */
export const GEN_AI_OPERATIONS: ReadonlyMap<string, SpanKind> = new Map<string, SpanKind>([
  ["chat", "inference"],
  ["generate_content", "inference"],
  ["text_completion", "inference"],
  ["completion", "inference"],
  ["generate", "inference"],
  ["responses", "inference"],
  ["embeddings", "embeddings"],
  ["embedding", "embeddings"],
  ["retrieval", "retrieval"],
  ["rerank", "retrieval"],
  ["execute_tool", "tool"],
  ["invoke_agent", "agent"],
  ["create_agent", "agent"],
  ["invoke_workflow", "workflow"],
  ["plan", "plan"],
  ["fetch_response", "other"],
  ["llm_call", "inference"],
  ["tool_call", "tool"],
  ["agent_call", "agent"],
  ["user_prompt", "step"],
  ["system_prompt", "step"],
  ["schedule_tool_calls", "step"],
  ["agent_step", "step"],
  ["execute_hook", "step"],
  ["content_event", "other"],
  ["guardrail.run", "step"],
  ["guard", "step"],
  ["search_memory", "memory"],
  ["create_memory", "memory"],
  ["update_memory", "memory"],
  ["upsert_memory", "memory"],
  ["delete_memory", "memory"],
  ["create_memory_store", "memory"],
  ["delete_memory_store", "memory"],
]);
