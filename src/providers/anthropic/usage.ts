import type { Advice } from "../../semconv/usage.ts";
import { add, count, defined, field, list, word } from "../fields.ts";
import { type ProviderReading, type ReportedUsage, usageOf } from "../reading.ts";

/**
 * Usage of the Messages API. `input_tokens` leaves cached tokens out, so the total is the sum of three counts. The totals leave a
 * compaction out as well, which `iterations` lists; what an advisor used belongs to another model and is not added.
 */
export function readAnthropicUsage(usage: unknown): ReportedUsage {
  const counted = [usage, ...compactionsOf(usage)];
  return {
    ...sumOf(counted, cacheWriteSplit(usage, counted)),
    reasoningTokens: count(field(usage, "output_tokens_details"), "thinking_tokens"),
    webSearches: count(field(usage, "server_tool_use"), "web_search_requests"),
  };
}

/** Whether a part of the usage is that of a compaction. */
export function hasCompaction(usage: unknown): boolean {
  return compactionsOf(usage).length > 0;
}

function compactionsOf(usage: unknown): readonly unknown[] {
  return list(field(usage, "iterations")).filter((one) => word(one, "type") === "compaction");
}

function sumOf(counted: readonly unknown[], split: Split): ReportedUsage {
  const total = (key: string): number | undefined => add(...counted.map((one) => count(one, key)));
  return {
    inputTokens: add(total("input_tokens"), total("cache_read_input_tokens"), total("cache_creation_input_tokens")),
    outputTokens: total("output_tokens"),
    cacheReadTokens: total("cache_read_input_tokens"),
    cacheWriteTokens: total("cache_creation_input_tokens"),
    cacheWrite5mTokens: split.fiveMinutes,
    cacheWrite1hTokens: split.oneHour,
  };
}

/** What an advisor used; the tool names one model, which is all that it asks. */
function adviceIn(usage: unknown): Advice | undefined {
  const asked = list(field(usage, "iterations")).filter((one) => word(one, "type") === "advisor_message");
  if (asked.length === 0) return undefined;
  const [model, ...others] = new Set(asked.map((one) => word(one, "model")));
  return defined<Advice>({
    model: others.length === 0 ? model : undefined,
    usage: usageOf(sumOf(asked, splitOf(asked))).usage,
  });
}

/** What a price depends on beside the counts of the model. */
export type AnthropicTerms = Pick<ProviderReading, "responseModel" | "serviceTier" | "region" | "advice" | "uncounted">;

/**
 * The tier, or fast mode, the place, the advisor, and the model that answered in place of one that declined. Whoever hands the usage on has them
 * there too.
 */
export function readAnthropicTerms(usage: unknown): AnthropicTerms {
  const geo = word(usage, "inference_geo");
  const served = fallbackOf(usage);
  return defined<AnthropicTerms>({
    responseModel: served,
    serviceTier: tierOf(usage),
    region: geo === "not_available" ? undefined : geo,
    advice: adviceIn(usage),
    uncounted: served !== undefined && hasDeclined(usage, served) ? "declined_model_unpriced" : undefined,
  });
}

/** The model that answered where another one declined: the totals are of it alone. */
function fallbackOf(usage: unknown): string | undefined {
  const answered = list(field(usage, "iterations")).find((one) => word(one, "type") === "fallback_message");
  return word(answered, "model");
}

/** Whether a model that declined had written before, for which it may be paid. */
function hasDeclined(usage: unknown, served: string): boolean {
  return list(field(usage, "iterations")).some(
    (one) => word(one, "type") === "message" && isOther(one, served) && (count(one, "output_tokens") ?? 0) > 0,
  );
}

function isOther(iteration: unknown, served: string): boolean {
  return (word(iteration, "model") ?? served) !== served;
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
  const served = fallbackOf(usage);
  const iterations = list(field(usage, "iterations")).filter(
    (one) => word(one, "type") !== "advisor_message" && (served === undefined || !isOther(one, served)),
  );
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
