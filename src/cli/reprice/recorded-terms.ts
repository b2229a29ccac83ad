import type { AttributeList, JsonValue } from "../../inspector/index.ts";
import type { PriceRequest } from "../../pricing/cost.ts";

type Usage = PriceRequest["usage"];
type Terms = Pick<PriceRequest, "serviceTier" | "upstreamProvider" | "reportedCostUsd" | "usageEstimated" | "usage">;

const USAGE: Readonly<Record<string, keyof Usage>> = {
  "agentscribe.usage.cache_write_5m.input_tokens": "cacheWrite5mTokens",
  "agentscribe.usage.cache_write_1h.input_tokens": "cacheWrite1hTokens",
  "agentscribe.usage.web_searches": "webSearches",
  "gen_ai.usage.audio.input_tokens": "audioInputTokens",
  "gen_ai.usage.audio.output_tokens": "audioOutputTokens",
  "gen_ai.usage.audio.cache_read.input_tokens": "audioCacheReadTokens",
  "gen_ai.usage.image.input_tokens": "imageInputTokens",
  "gen_ai.usage.image.output_tokens": "imageOutputTokens",
};

/** What changes the price of a call and stands in its attributes alone: the tier, other kinds of tokens, what the provider itself charged. */
export function recordedTerms(list: AttributeList): Terms {
  const attributes = new Map(list);
  const usage = [...attributes].flatMap(([name, value]) => {
    const field = Object.hasOwn(USAGE, name) ? USAGE[name] : undefined;
    return field !== undefined && typeof value === "number" ? [[field, value] as const] : [];
  });
  const tier = text(attributes.get("openai.response.service_tier")) ?? text(attributes.get("agentscribe.service_tier"));
  const upstream = text(attributes.get("agentscribe.upstream.provider"));
  const stated =
    attributes.get("agentscribe.cost.source") === "provider" ? attributes.get("agentscribe.cost.usd") : undefined;
  return {
    usage: Object.fromEntries(usage),
    ...(tier !== undefined && { serviceTier: tier }),
    ...(upstream !== undefined && { upstreamProvider: upstream }),
    ...(typeof stated === "number" && { reportedCostUsd: stated }),
    ...(attributes.has("agentscribe.usage.estimated") && { usageEstimated: true }),
  };
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
