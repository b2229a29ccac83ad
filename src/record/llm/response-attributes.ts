import type { TelemetryAttributes } from "../../internal/telemetry-record.ts";
import * as own from "../../semconv/agentscribe-attributes.ts";
import * as genAi from "../../semconv/gen-ai-attributes.ts";
import type { Usage } from "../../semconv/usage.ts";
import type { PriceAnswer } from "../ports.ts";
import { present } from "../present.ts";
import type { ConcludedCall } from "./llm-state.ts";

/** What the provider answered, as the conventions name it. */
export function responseAttributes(call: ConcludedCall, provider: string): TelemetryAttributes {
  const { reading } = call;
  const isOpenAi = provider === "openai" || provider === "azure.ai.openai";
  return present({
    [genAi.GEN_AI_RESPONSE_ID]: reading?.responseId,
    [genAi.GEN_AI_RESPONSE_MODEL]: reading?.responseModel,
    [genAi.GEN_AI_RESPONSE_FINISH_REASONS]: call.finishReasons,
    [genAi.GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK]: call.timeToFirstChunkSeconds,
    [genAi.GEN_AI_REQUEST_STREAM]: call.isStream ? true : undefined,
    [genAi.GEN_AI_CONVERSATION_COMPACTED]: reading?.conversationCompacted,
    [genAi.OPENAI_API_TYPE]: isOpenAi ? reading?.apiType : undefined,
    [genAi.OPENAI_RESPONSE_SERVICE_TIER]: isOpenAi ? reading?.serviceTier : undefined,
    [genAi.OPENAI_RESPONSE_SYSTEM_FINGERPRINT]: isOpenAi ? reading?.systemFingerprint : undefined,
    [own.SERVICE_TIER]: isOpenAi ? undefined : reading?.serviceTier,
    [own.RESPONSE_FORMAT]: reading?.format,
    ...usageAttributes(call.usage),
    ...call.notes,
  });
}

/** Usage in the conventions' names; what they have no name for in ours. */
function usageAttributes(usage: Usage | undefined): TelemetryAttributes {
  if (usage === undefined) return {};
  return present({
    [genAi.GEN_AI_USAGE_INPUT_TOKENS]: usage.inputTokens,
    [genAi.GEN_AI_USAGE_OUTPUT_TOKENS]: usage.outputTokens,
    [genAi.GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS]: usage.cacheReadTokens,
    [genAi.GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS]: usage.cacheWriteTokens,
    [genAi.GEN_AI_USAGE_REASONING_OUTPUT_TOKENS]: usage.reasoningTokens,
    [genAi.GEN_AI_USAGE_AUDIO_INPUT_TOKENS]: usage.audioInputTokens,
    [genAi.GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS]: usage.audioOutputTokens,
    [genAi.GEN_AI_USAGE_AUDIO_CACHE_READ_INPUT_TOKENS]: usage.audioCacheReadTokens,
    [genAi.GEN_AI_USAGE_TEXT_INPUT_TOKENS]: usage.textInputTokens,
    [genAi.GEN_AI_USAGE_TEXT_OUTPUT_TOKENS]: usage.textOutputTokens,
    [genAi.GEN_AI_USAGE_IMAGE_INPUT_TOKENS]: usage.imageInputTokens,
    [genAi.GEN_AI_USAGE_IMAGE_OUTPUT_TOKENS]: usage.imageOutputTokens,
    [own.USAGE_CACHE_WRITE_5M]: usage.cacheWrite5mTokens,
    [own.USAGE_CACHE_WRITE_1H]: usage.cacheWrite1hTokens,
    [own.USAGE_WEB_SEARCHES]: usage.webSearches,
  });
}

/** Cost with where it comes from. A call without a price carries the reason and no amount. */
export function costAttributes(cost: PriceAnswer): TelemetryAttributes {
  const parts: Record<string, number | undefined> = {};
  for (const [part, usd] of Object.entries(cost.parts ?? {}) as [string, unknown][]) {
    if (typeof usd === "number" && usd !== 0)
      parts[own.COST_PART_PREFIX + part.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] = usd;
  }
  return present({
    [own.COST_USD]: cost.usd,
    ...parts,
    [own.COST_STATUS]: cost.status,
    [own.COST_REASON]: cost.reason,
    [own.COST_SOURCE]: cost.source,
    [own.COST_TABLE]: cost.table,
    [own.COST_TABLE_DATE]: cost.tableDate,
    [own.COST_MODEL_KEY]: cost.modelKey,
    [own.COST_MATCH]: cost.match,
  });
}
