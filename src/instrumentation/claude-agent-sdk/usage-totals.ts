import { readPath } from "../read-path.ts";

/** Tokens as this SDK's totals count them: input without what was cached. */
export interface ModelTotals {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly webSearches: number;
}

/** Totals by model of a result message; empty when it has none. */
export function modelTotals(result: unknown): ReadonlyMap<string, ModelTotals> {
  const usage = readPath(result, "modelUsage");
  const totals = new Map<string, ModelTotals>();
  if (typeof usage !== "object" || usage === null) return totals;
  for (const [model, counts] of Object.entries(usage)) {
    totals.set(model, {
      inputTokens: count(counts, "inputTokens"),
      outputTokens: count(counts, "outputTokens"),
      cacheReadTokens: count(counts, "cacheReadInputTokens"),
      cacheWriteTokens: count(counts, "cacheCreationInputTokens"),
      webSearches: count(counts, "webSearchRequests"),
    });
  }
  return totals;
}

/** The counts of one message, as the Messages API reports them. */
export function messageCounts(usage: unknown): ModelTotals {
  return {
    inputTokens: count(usage, "input_tokens"),
    outputTokens: count(usage, "output_tokens"),
    cacheReadTokens: count(usage, "cache_read_input_tokens"),
    cacheWriteTokens: count(usage, "cache_creation_input_tokens"),
    webSearches: count(readPath(usage, "server_tool_use"), "web_search_requests"),
  };
}

/** What is left of totals when parts are taken away; never below zero. */
export function minus(totals: ModelTotals, ...parts: readonly ModelTotals[]): ModelTotals {
  const left = (key: keyof ModelTotals): number =>
    Math.max(
      0,
      parts.reduce((rest, part) => rest - part[key], totals[key]),
    );
  return {
    inputTokens: left("inputTokens"),
    outputTokens: left("outputTokens"),
    cacheReadTokens: left("cacheReadTokens"),
    cacheWriteTokens: left("cacheWriteTokens"),
    webSearches: left("webSearches"),
  };
}

/** Shares a number of tokens out by weight; whole numbers whose sum is the number. */
export function share(tokens: number, weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  let [weightLeft, tokensLeft] = [sum, tokens];
  return weights.map((weight, index) => {
    const equal = 1 / (weights.length - index);
    const part = Math.round(tokensLeft * (weightLeft > 0 ? weight / weightLeft : equal));
    weightLeft -= weight;
    tokensLeft -= part;
    return part;
  });
}

function count(value: unknown, key: string): number {
  const found = readPath(value, key);
  return typeof found === "number" && Number.isFinite(found) && found > 0 ? Math.round(found) : 0;
}
