import type { Usage } from "../semconv/usage.ts";
import type { CostParts } from "./cost.ts";
import type { Rates } from "./rates.ts";

/** The cost of one request at given prices. `gaps` names what was used and has no price of its own, most important first. */
export interface PricedParts {
  readonly usd: number;
  readonly parts: CostParts;
  readonly gaps: readonly string[];
  /** Something was charged at another field's price because its own is not stated. */
  readonly borrowed: boolean;
}

export interface PartsOptions {
  /** The model takes audio at the price of text, so that a missing audio price is none. */
  readonly audioAsText: boolean;
}

const MILLION = 1e6;

/**
 * Prices usage that holds the invariants of `checkUsage`. Every token is charged once: cache reads, cache writes and audio are taken
 * out of the input before it is charged. Where a model has no cache price, its caches cost what input costs, as providers bill it.
 */
export function priceParts(usage: Usage, rates: Rates, options: PartsOptions): PricedParts {
  const gaps: string[] = [];
  const parts: { -readonly [K in keyof CostParts]?: number } = {};
  let borrowed = false;
  const charge = (part: keyof CostParts, tokens: number, rate: number | undefined, gap: string): void => {
    if (tokens <= 0) return;
    if (rate === undefined) {
      if (!gaps.includes(gap)) gaps.push(gap);
    } else parts[part] = (parts[part] ?? 0) + (tokens * rate) / MILLION;
  };
  const borrow = (own: number | undefined, other: number | undefined): number | undefined => {
    if (own === undefined) borrowed = true;
    return own ?? other;
  };

  const cacheRead = usage.cacheReadTokens ?? 0;
  const cacheWrite = usage.cacheWriteTokens ?? 0;
  const write1h = Math.min(usage.cacheWrite1hTokens ?? 0, cacheWrite);
  const audioCached = Math.min(usage.audioCacheReadTokens ?? 0, usage.audioInputTokens ?? 0, cacheRead);
  const imagesCached = Math.min(usage.imageCacheReadTokens ?? 0, usage.imageInputTokens ?? 0, cacheRead - audioCached);
  let plain = Math.max(0, (usage.inputTokens ?? 0) - cacheRead - cacheWrite);
  const audio = Math.min((usage.audioInputTokens ?? 0) - audioCached, plain);
  plain -= audio;
  const images = rates.imageInput === undefined ? 0 : Math.min((usage.imageInputTokens ?? 0) - imagesCached, plain);
  plain -= images;

  charge("input", plain, rates.input, "no_input_price");
  charge("input", images, rates.imageInput, "no_input_price");
  if (audio > 0) charge("audioInput", audio, audioRate(rates.audioInput, rates.input), "no_audio_price");
  if (cacheRead > 0) {
    const text = borrow(rates.cacheRead, rates.input);
    charge("cacheRead", cacheRead - audioCached, text, "no_input_price");
    if (audioCached > 0) charge("cacheRead", audioCached, rates.audioCacheRead ?? text, "no_audio_price");
  }
  if (cacheWrite > 0) {
    const rate5m = borrow(rates.cacheWrite5m, rates.input);
    charge("cacheWrite", cacheWrite - write1h, rate5m, "no_input_price");
    const rate1h = rates.cacheWrite1h ?? (rates.cacheWrite5m === undefined ? rates.input : undefined);
    charge("cacheWrite", write1h, rate1h, "no_cache_write_1h_price");
  }

  let written = usage.outputTokens ?? 0;
  const audioOut = Math.min(usage.audioOutputTokens ?? 0, written);
  written -= audioOut;
  const imagesOut = rates.imageOutput === undefined ? 0 : Math.min(usage.imageOutputTokens ?? 0, written);
  written -= imagesOut;
  const reasoning = rates.reasoning === undefined ? 0 : Math.min(usage.reasoningTokens ?? 0, written);
  written -= reasoning;
  charge("output", written, rates.output, "no_output_price");
  charge("output", imagesOut, rates.imageOutput, "no_output_price");
  charge("output", reasoning, rates.reasoning, "no_output_price");
  if (audioOut > 0) charge("audioOutput", audioOut, audioRate(rates.audioOutput, rates.output), "no_audio_price");

  const preview = usage.previewWebSearches ?? 0;
  charge("tools", ((usage.webSearches ?? 0) - preview) * MILLION, rates.webSearch, "no_web_search_price");
  charge("tools", preview * MILLION, rates.webSearchPreview, "no_web_search_price");
  charge("tools", (usage.fileSearches ?? 0) * MILLION, rates.fileSearch, "no_file_search_price");
  charge("tools", (usage.codeInterpreterCalls ?? 0) * MILLION, rates.codeInterpreter, "code_interpreter_unpriced");
  if (rates.perRequest !== undefined && rates.perRequest > 0) parts.request = rates.perRequest;
  if (usage.inputTokens === undefined) gaps.push("input_tokens_missing");
  if (usage.outputTokens === undefined && rates.output !== undefined) gaps.push("output_tokens_missing");
  return { usd: sumParts(parts), parts, gaps, borrowed };

  function audioRate(own: number | undefined, text: number | undefined): number | undefined {
    return options.audioAsText ? borrow(own, text) : own;
  }
}

function sumParts(parts: CostParts): number {
  let usd = 0;
  for (const part of Object.values(parts)) usd += part ?? 0;
  return usd;
}
