import { readPath } from "../read-path.ts";

/** Tokens as this SDK's totals count them: input without what was cached. */
export interface ModelTotals {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  /** Of the tokens written to the cache, those that stay for an hour. */
  readonly cacheWrite1hTokens: number;
  readonly webSearches: number;
}

/** Totals by model, as a result message has them; empty when there are none. */
export function modelTotals(usage: unknown): ReadonlyMap<string, ModelTotals> {
  const totals = new Map<string, ModelTotals>();
  if (typeof usage !== "object" || usage === null) return totals;
  for (const [model, counts] of Object.entries(usage)) {
    totals.set(model, {
      inputTokens: count(counts, "inputTokens"),
      outputTokens: count(counts, "outputTokens"),
      cacheReadTokens: count(counts, "cacheReadInputTokens"),
      cacheWriteTokens: count(counts, "cacheCreationInputTokens"),
      cacheWrite1hTokens: count(counts, "cacheCreationEphemeral1hInputTokens"),
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
    cacheWrite1hTokens: count(readPath(usage, "cache_creation"), "ephemeral_1h_input_tokens"),
    webSearches: count(readPath(usage, "server_tool_use"), "web_search_requests"),
  };
}

/** Usage of a message without what its advisor used: the totals have that under the advisor's own model, as a call that no message tells of. */
export function withoutAdvice(usage: unknown): unknown {
  const iterations = readPath(usage, "iterations");
  if (!Array.isArray(iterations)) return usage;
  const own = iterations.filter((one: unknown) => readPath(one, "type") !== "advisor_message");
  return own.length === iterations.length ? usage : { ...(usage as object), iterations: own };
}

/** Counts as the Messages API reports them. */
export function messageUsage(totals: ModelTotals): object {
  return {
    input_tokens: totals.inputTokens,
    output_tokens: totals.outputTokens,
    cache_read_input_tokens: totals.cacheReadTokens,
    cache_creation_input_tokens: totals.cacheWriteTokens,
    cache_creation: {
      ephemeral_1h_input_tokens: totals.cacheWrite1hTokens,
      ephemeral_5m_input_tokens: totals.cacheWriteTokens - totals.cacheWrite1hTokens,
    },
    server_tool_use: { web_search_requests: totals.webSearches },
  };
}

/** Input of all kinds. */
export function inputOf(totals: ModelTotals): number {
  return totals.inputTokens + totals.cacheReadTokens + totals.cacheWriteTokens;
}

/** What is left of totals when parts are taken away; never below zero. */
export function minus(totals: ModelTotals, ...parts: readonly ModelTotals[]): ModelTotals {
  return eachCount((key) => Math.max(0, totals[key] - parts.reduce((sum, part) => sum + part[key], 0)));
}

/** Totals shared out equally; whole numbers whose sums are the totals. */
export function split(totals: ModelTotals, ways: number): readonly ModelTotals[] {
  const equal = Array.from({ length: ways }, () => 1);
  const parts = eachCount((key) => share(totals[key], equal));
  return equal.map((_, index) => eachCount((key) => parts[key][index] ?? 0));
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

function eachCount<Value>(value: (key: keyof ModelTotals) => Value): Record<keyof ModelTotals, Value> {
  return {
    inputTokens: value("inputTokens"),
    outputTokens: value("outputTokens"),
    cacheReadTokens: value("cacheReadTokens"),
    cacheWriteTokens: value("cacheWriteTokens"),
    cacheWrite1hTokens: value("cacheWrite1hTokens"),
    webSearches: value("webSearches"),
  };
}

function count(value: unknown, key: string): number {
  const found = readPath(value, key);
  return typeof found === "number" && Number.isFinite(found) && found > 0 ? Math.round(found) : 0;
}
