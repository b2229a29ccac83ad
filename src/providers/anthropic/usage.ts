import { add, count, defined, field, list, word } from "../fields.ts";
import type { ProviderReading, ReportedUsage } from "../reading.ts";

/**
 * Usage of the Messages API. `input_tokens` leaves cached tokens out, so the total is the sum of three counts. The totals leave a
 * compaction out as well, which `iterations` lists; what an advisor used belongs to another model and is not added.
 */
export function readAnthropicUsage(usage: unknown): ReportedUsage {
  const compactions = list(field(usage, "iterations")).filter((one) => word(one, "type") === "compaction");
  const counted = [usage, ...compactions];
  const total = (key: string): number | undefined => add(...counted.map((one) => count(one, key)));
  const split = cacheWriteSplit(usage, counted);
  return {
    inputTokens: add(total("input_tokens"), total("cache_read_input_tokens"), total("cache_creation_input_tokens")),
    outputTokens: total("output_tokens"),
    cacheReadTokens: total("cache_read_input_tokens"),
    cacheWriteTokens: total("cache_creation_input_tokens"),
    cacheWrite5mTokens: split.fiveMinutes,
    cacheWrite1hTokens: split.oneHour,
    reasoningTokens: count(field(usage, "output_tokens_details"), "thinking_tokens"),
    webSearches: count(field(usage, "server_tool_use"), "web_search_requests"),
  };
}

/** Whether a model other than the one asked for worked on the answer, at a price of its own. */
export function usesAnotherModel(usage: unknown): boolean {
  return list(field(usage, "iterations")).some((one) => word(one, "type") === "advisor_message");
}

/** What a price depends on beside the counts: the tier, or fast mode, and the place. Whoever hands the usage on has them there too. */
export function readAnthropicTerms(usage: unknown): Pick<ProviderReading, "serviceTier" | "region"> {
  const geo = word(usage, "inference_geo");
  return defined<Pick<ProviderReading, "serviceTier" | "region">>({
    serviceTier: tierOf(usage),
    region: geo === "not_available" ? undefined : geo,
  });
}

/** Fast mode has prices of its own. Anthropic offers it in the standard tier alone: together with another one it is none of the two. */
function tierOf(usage: unknown): string | undefined {
  const tier = word(usage, "service_tier");
  if (word(usage, "speed") !== "fast") return tier;
  return tier === undefined || tier === "standard" ? "fast" : `${tier}_fast`;
}

interface Split {
  readonly fiveMinutes?: number | undefined;
  readonly oneHour?: number | undefined;
}

/** In a stream the split comes with the start only; the iterations at its end have the final one. */
function cacheWriteSplit(usage: unknown, counted: readonly unknown[]): Split {
  const own = splitOf(counted);
  const iterations = list(field(usage, "iterations")).filter((one) => word(one, "type") !== "advisor_message");
  const last = splitOf(iterations);
  const written = add(...counted.map((one) => count(one, "cache_creation_input_tokens")));
  const complete = add(last.fiveMinutes, last.oneHour);
  return complete !== undefined && complete === written ? last : own;
}

function splitOf(usages: readonly unknown[]): Split {
  const creations = usages.map((usage) => field(usage, "cache_creation"));
  return {
    fiveMinutes: add(...creations.map((one) => count(one, "ephemeral_5m_input_tokens"))),
    oneHour: add(...creations.map((one) => count(one, "ephemeral_1h_input_tokens"))),
  };
}
