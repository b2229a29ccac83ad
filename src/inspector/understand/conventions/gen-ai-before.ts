import { GEN_AI_SYSTEM } from "../../../semconv/gen-ai-1-36-attributes.ts";
import type { Table } from "../field.ts";

/**
 * Names that the GenAI conventions had before (1.27 to 1.41), and those that instrumentations made up where the conventions had none yet.
 *
 * Sources: open-telemetry/semantic-conventions registry of deprecated names (npm 1.45.0, November 2026); names with `details` and `operation.cost` are
 * Pydantic AI's, `gen_ai.usage.cache_read_input_tokens` and its like OpenLLMetry's, `gen_ai.usage.cost.usd` autotel's,
 * `anthropic.*` those of Anthropic's client (its own spans; `test/vendors/anthropic/native-spans.test.ts` plays them), `gen_ai.usage.total_cost` and `gen_ai.cost.total_tokens` (US dollars, whatever its name says) Sentry's.
 */
export const GEN_AI_BEFORE: Table = {
  [GEN_AI_SYSTEM]: "provider",
  "gen_ai.usage.prompt_tokens": "inputTokens",
  "gen_ai.usage.completion_tokens": "outputTokens",
  "gen_ai.usage.cache_creation.input_tokens": "cacheWriteTokens",
  "gen_ai.usage.cache_read_input_tokens": "cacheReadTokens",
  "gen_ai.usage.cache_creation_input_tokens": "cacheWriteTokens",
  "gen_ai.usage.input_tokens.cached": "cacheReadTokens",
  "gen_ai.usage.input_tokens.cache_write": "cacheWriteTokens",
  "gen_ai.usage.output_tokens.reasoning": "reasoningTokens",
  "gen_ai.usage.details.cache_read_tokens": "cacheReadTokens",
  "gen_ai.usage.details.cache_write_tokens": "cacheWriteTokens",
  "gen_ai.usage.details.cached_tokens": "cacheReadTokens",
  "gen_ai.usage.details.reasoning_tokens": "reasoningTokens",
  "gen_ai.usage.reasoning_tokens": "reasoningTokens",
  "anthropic.usage.cache_creation.ephemeral_5m_input_tokens": "cacheWrite5mTokens",
  "anthropic.usage.cache_creation.ephemeral_1h_input_tokens": "cacheWrite1hTokens",
  "anthropic.usage.compaction.input_tokens": "extraInputTokens",
  "anthropic.usage.compaction.output_tokens": "extraOutputTokens",
  "anthropic.message.stop_reason": "finishReason",
  "gen_ai.client.operation.time_to_first_chunk": ["firstChunkUs", 1e6],
  "gen_ai.server.time_to_first_token": ["firstChunkUs", 1e6],
  "gen_ai.agent.id": "agent",
  "gen_ai.usage.cost.usd": "costUsd",
  "gen_ai.usage.total_cost": "costUsd",
  "gen_ai.cost.total_tokens": "costUsd",
  "operation.cost": "costUsd",
  "enduser.id": "user",
  "enduser.pseudo.id": "user",
};
