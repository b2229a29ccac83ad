import { isOwn } from "../../internal/is-own.ts";
import type { TelemetryAttributes } from "../../internal/telemetry-record.ts";
import * as own from "../../semconv/agentscribe-attributes.ts";
import * as genAi from "../../semconv/gen-ai-attributes.ts";
import type { Advice, ImageGeneration, Usage, UsageField } from "../../semconv/usage.ts";
import { label } from "../given-value.ts";
import type { PriceAnswer } from "../ports.ts";
import { type AttributeDraft, put, putAll } from "../present.ts";
import { putApi } from "./api-attributes.ts";
import type { ConcludedCall } from "./concluded-call.ts";

/** What the provider answered, as the conventions name it. */
export function responseAttributes(call: ConcludedCall, provider: string): TelemetryAttributes {
  const { reading } = call;
  const said: AttributeDraft = {};
  put(said, genAi.GEN_AI_RESPONSE_ID, call.responseId);
  put(said, genAi.GEN_AI_RESPONSE_MODEL, call.responseModel);
  put(said, genAi.GEN_AI_RESPONSE_FINISH_REASONS, call.finishReasons);
  put(said, genAi.GEN_AI_RESPONSE_TIME_TO_FIRST_CHUNK, call.timeToFirstChunkSeconds);
  if (call.isStream) said[genAi.GEN_AI_REQUEST_STREAM] = true;
  put(said, genAi.GEN_AI_CONVERSATION_ID, label(reading?.conversationId));
  put(said, genAi.GEN_AI_CONVERSATION_COMPACTED, reading?.conversationCompacted);
  if (reading !== undefined) putApi(said, reading, provider);
  put(said, own.RESPONSE_REGION, label(reading?.region));
  put(said, own.UPSTREAM_PROVIDER, label(reading?.upstreamProvider));
  put(said, own.RESPONSE_FORMAT, reading?.format);
  put(said, own.RESPONSE_SERVER_LATENCY, reading?.serverLatencyMillis);
  if (call.usage !== undefined) putUsage(said, call.usage);
  if (reading?.imageGeneration !== undefined) putImages(said, reading.imageGeneration);
  if (reading?.advice !== undefined) putAdvice(said, reading.advice);
  putAll(said, call.notes);
  return said;
}

/** Usage in the conventions' names; what they have no name for in ours. */
const USAGE_ATTRIBUTES = {
  inputTokens: genAi.GEN_AI_USAGE_INPUT_TOKENS,
  outputTokens: genAi.GEN_AI_USAGE_OUTPUT_TOKENS,
  cacheReadTokens: genAi.GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
  cacheWriteTokens: genAi.GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS,
  reasoningTokens: genAi.GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
  audioInputTokens: genAi.GEN_AI_USAGE_AUDIO_INPUT_TOKENS,
  audioOutputTokens: genAi.GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS,
  audioCacheReadTokens: genAi.GEN_AI_USAGE_AUDIO_CACHE_READ_INPUT_TOKENS,
  textCacheReadTokens: genAi.GEN_AI_USAGE_TEXT_CACHE_READ_INPUT_TOKENS,
  imageCacheReadTokens: genAi.GEN_AI_USAGE_IMAGE_CACHE_READ_INPUT_TOKENS,
  textInputTokens: genAi.GEN_AI_USAGE_TEXT_INPUT_TOKENS,
  textOutputTokens: genAi.GEN_AI_USAGE_TEXT_OUTPUT_TOKENS,
  imageInputTokens: genAi.GEN_AI_USAGE_IMAGE_INPUT_TOKENS,
  imageOutputTokens: genAi.GEN_AI_USAGE_IMAGE_OUTPUT_TOKENS,
  cacheWrite5mTokens: own.USAGE_CACHE_WRITE_5M,
  cacheWrite1hTokens: own.USAGE_CACHE_WRITE_1H,
  webSearches: own.USAGE_WEB_SEARCHES,
  previewWebSearches: own.USAGE_PREVIEW_WEB_SEARCHES,
  fileSearches: own.USAGE_FILE_SEARCHES,
  codeInterpreterCalls: own.USAGE_CODE_INTERPRETER_CALLS,
} as const satisfies Record<UsageField, string>;

function putUsage(target: AttributeDraft, usage: Usage): void {
  for (const field in usage) {
    if (!isOwn(usage, field)) continue;
    const name = USAGE_ATTRIBUTES[field as UsageField];
    if (name !== undefined) put(target, name, usage[field as UsageField]);
  }
}

function putImages(target: AttributeDraft, { model, usage }: ImageGeneration): void {
  put(target, own.IMAGE_GENERATION_MODEL, label(model));
  put(target, own.IMAGE_GENERATION_INPUT_TOKENS, usage?.inputTokens);
  put(target, own.IMAGE_GENERATION_IMAGE_INPUT_TOKENS, usage?.imageInputTokens);
  put(target, own.IMAGE_GENERATION_CACHE_READ_INPUT_TOKENS, usage?.cacheReadTokens);
  put(target, own.IMAGE_GENERATION_OUTPUT_TOKENS, usage?.outputTokens);
  put(target, own.IMAGE_GENERATION_IMAGE_OUTPUT_TOKENS, usage?.imageOutputTokens);
}

function putAdvice(target: AttributeDraft, { model, usage }: Advice): void {
  put(target, own.ADVISOR_MODEL, label(model));
  put(target, own.ADVISOR_INPUT_TOKENS, usage?.inputTokens);
  put(target, own.ADVISOR_CACHE_READ_INPUT_TOKENS, usage?.cacheReadTokens);
  put(target, own.ADVISOR_CACHE_WRITE_INPUT_TOKENS, usage?.cacheWriteTokens);
  put(target, own.ADVISOR_CACHE_WRITE_1H, usage?.cacheWrite1hTokens);
  put(target, own.ADVISOR_OUTPUT_TOKENS, usage?.outputTokens);
}

/** Cost with where it comes from. A call without a price carries the reason and no amount. */
export function costAttributes(cost: PriceAnswer): TelemetryAttributes {
  const said: AttributeDraft = {};
  put(said, own.COST_USD, cost.usd);
  const parts = cost.parts as Readonly<Record<string, unknown>> | undefined;
  for (const part in parts) {
    if (!isOwn(parts, part)) continue;
    const usd = parts[part];
    if (typeof usd === "number" && usd !== 0) said[partName(part)] = usd;
  }
  said[own.COST_STATUS] = cost.status;
  put(said, own.COST_REASON, cost.reason);
  put(said, own.COST_SOURCE, cost.source);
  put(said, own.COST_TABLE, cost.table);
  put(said, own.COST_TABLE_DATE, cost.tableDate);
  put(said, own.COST_MODEL_KEY, cost.modelKey);
  put(said, own.COST_MATCH, cost.match);
  return said;
}

const partNames = new Map<string, string>();

/** `cacheRead` as `agentscribe.cost.cache_read`. The parts are few and fixed. */
function partName(part: string): string {
  let name = partNames.get(part);
  if (name === undefined) {
    name = own.COST_PART_PREFIX + part.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    partNames.set(part, name);
  }
  return name;
}
