import type { AttributeList, JsonValue } from "../../inspector/index.ts";
import type { PriceRequest } from "../../pricing/cost.ts";

type Usage = PriceRequest["usage"];
type Terms = Pick<
  PriceRequest,
  | "serviceTier"
  | "region"
  | "upstreamProvider"
  | "reportedCostUsd"
  | "usageEstimated"
  | "usageIncomplete"
  | "usage"
  | "imageGeneration"
  | "advice"
  | "uncounted"
  | "isSum"
>;

const USAGE: Readonly<Record<string, keyof Usage>> = {
  "agentscribe.usage.cache_write_5m.input_tokens": "cacheWrite5mTokens",
  "agentscribe.usage.cache_write_1h.input_tokens": "cacheWrite1hTokens",
  "agentscribe.usage.web_searches": "webSearches",
  "agentscribe.usage.preview_web_searches": "previewWebSearches",
  "agentscribe.usage.file_searches": "fileSearches",
  "agentscribe.usage.code_interpreter_calls": "codeInterpreterCalls",
  "gen_ai.usage.audio.input_tokens": "audioInputTokens",
  "gen_ai.usage.audio.output_tokens": "audioOutputTokens",
  "gen_ai.usage.audio.cache_read.input_tokens": "audioCacheReadTokens",
  "gen_ai.usage.image.cache_read.input_tokens": "imageCacheReadTokens",
  "gen_ai.usage.image.input_tokens": "imageInputTokens",
  "gen_ai.usage.image.output_tokens": "imageOutputTokens",
};

/** Tokens of the model with which a tool made images. */
const IMAGES: Readonly<Record<string, keyof Usage>> = {
  "agentscribe.image_generation.input_tokens": "inputTokens",
  "agentscribe.image_generation.image.input_tokens": "imageInputTokens",
  "agentscribe.image_generation.cache_read.input_tokens": "cacheReadTokens",
  "agentscribe.image_generation.output_tokens": "outputTokens",
  "agentscribe.image_generation.image.output_tokens": "imageOutputTokens",
};

const ADVICE: Readonly<Record<string, keyof Usage>> = {
  "agentscribe.advisor.input_tokens": "inputTokens",
  "agentscribe.advisor.cache_read.input_tokens": "cacheReadTokens",
  "agentscribe.advisor.cache_write.input_tokens": "cacheWriteTokens",
  "agentscribe.advisor.cache_write_1h.input_tokens": "cacheWrite1hTokens",
  "agentscribe.advisor.output_tokens": "outputTokens",
};

const TIERS = [
  "openai.response.service_tier",
  "agentscribe.service_tier",
  "gen_ai.openai.response.service_tier",
  "anthropic.response.service_tier",
] as const;

/** Reasons of what no attribute counts. */
const UNCOUNTED: ReadonlySet<unknown> = new Set([
  "audio_seconds_unpriced",
  "connectors_unpriced",
  "declined_model_unpriced",
  "searches_uncounted",
]);

/**
 * What changes the price of a call and stands in its attributes alone: the tier, the place, other kinds of tokens, what the provider itself charged. Of a
 * tier or place that is not there, the reason tells for which the call had no price.
 */
export function recordedTerms(list: AttributeList): Terms {
  const attributes = new Map(list);
  const reason = attributes.get("agentscribe.cost.reason");
  const tier = firstText(attributes, TIERS) ?? detailOf(reason, "tier_unpriced:");
  const region = text(attributes.get("agentscribe.response.region")) ?? detailOf(reason, "region_unpriced:");
  const upstream = text(attributes.get("agentscribe.upstream.provider"));
  const stated =
    attributes.get("agentscribe.cost.source") === "provider" ? attributes.get("agentscribe.cost.usd") : undefined;
  return {
    usage: usageIn(attributes, USAGE),
    ...imagesIn(attributes),
    ...adviceIn(attributes),
    ...(attributes.get("agentscribe.response.format") === "openai.turn" && { isSum: true }),
    ...(UNCOUNTED.has(reason) && { uncounted: String(reason) }),
    ...(tier !== undefined && { serviceTier: tier }),
    ...(region !== undefined && { region }),
    ...(upstream !== undefined && { upstreamProvider: upstream }),
    ...(typeof stated === "number" && { reportedCostUsd: stated }),
    ...(attributes.has("agentscribe.usage.estimated") && { usageEstimated: true }),
    ...(reason === "usage_incomplete" && { usageIncomplete: true }),
  };
}

function usageIn(attributes: ReadonlyMap<string, JsonValue>, fields: Readonly<Record<string, keyof Usage>>): Usage {
  const counts = Object.entries(fields).flatMap(([name, field]) => {
    const value = attributes.get(name);
    return typeof value === "number" ? [[field, value] as const] : [];
  });
  return Object.fromEntries(counts);
}

/** Images that were made stand in the reason alone where nothing of their price was known. */
function imagesIn(attributes: ReadonlyMap<string, JsonValue>): Pick<Terms, "imageGeneration"> {
  const model = text(attributes.get("agentscribe.image_generation.model"));
  const usage = usageIn(attributes, IMAGES);
  const isKnown = Object.keys(usage).length > 0;
  const isTold = attributes.get("agentscribe.cost.reason") === "no_image_generation_price";
  if (model === undefined && !isKnown && !isTold) return {};
  return { imageGeneration: { ...(model !== undefined && { model }), ...(isKnown && { usage }) } };
}

function adviceIn(attributes: ReadonlyMap<string, JsonValue>): Pick<Terms, "advice"> {
  const model = text(attributes.get("agentscribe.advisor.model"));
  const usage = usageIn(attributes, ADVICE);
  const isKnown = Object.keys(usage).length > 0;
  if (model === undefined && !isKnown) return {};
  return { advice: { ...(model !== undefined && { model }), ...(isKnown && { usage }) } };
}

function firstText(attributes: ReadonlyMap<string, JsonValue>, names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = text(attributes.get(name));
    if (found !== undefined) return found;
  }
  return undefined;
}

function detailOf(reason: JsonValue | undefined, word: string): string | undefined {
  return typeof reason === "string" && reason.startsWith(word) ? text(reason.slice(word.length)) : undefined;
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
