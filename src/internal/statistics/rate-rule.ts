import { median, robustDeviation } from "./robust.ts";
import { NOT_ENOUGH, type Verdict } from "./verdict.ts";

/** A window of time: how many calls it had, and how many of them failed. */
export interface RateWindow {
  readonly total: number;
  readonly hits: number;
}

export interface RateRule {
  /** Standard deviations above the median that are too many. @defaultValue 3.5 */
  readonly deviations?: number;
  /** Calls that the window needs. @defaultValue 30 */
  readonly leastCalls?: number;
  /** Windows with calls that the baseline needs. @defaultValue 20 */
  readonly leastWindows?: number;
  /** Rates below this are never too high. @defaultValue 0.02 */
  readonly floor?: number | undefined;
}

/** Where hardly anything ever fails, a single failure would be out of all proportion. */
const LEAST_RATE = 0.01;

/**
 * Whether a rate, such as that of errors, is above the usual: more than 3.5 deviations above the median of the windows before. The deviation is the
 * median one, and never less than what chance gives to as many calls.
 */
export function judgeRate(now: RateWindow, before: readonly RateWindow[], rule: RateRule = {}): Verdict {
  const { deviations = 3.5, leastCalls = 30, leastWindows = 20, floor = 0.02 } = rule;
  const rates = before.filter(({ total }) => total > 0).map(({ hits, total }) => hits / total);
  const baseline = median(rates);
  if (now.total < leastCalls || rates.length < leastWindows || baseline === undefined) return NOT_ENOUGH;
  const usual = Math.max(pooled(before), baseline, LEAST_RATE);
  const chance = Math.sqrt((usual * (1 - usual)) / now.total);
  const rate = now.hits / now.total;
  const score = (rate - baseline) / Math.max(robustDeviation(rates) ?? 0, chance, Number.MIN_VALUE);
  return { verdict: score > deviations && rate >= floor ? "above" : "usual", baseline, score };
}

function pooled(windows: readonly RateWindow[]): number {
  const total = windows.reduce((sum, window) => sum + window.total, 0);
  return total === 0 ? 0 : windows.reduce((sum, window) => sum + window.hits, 0) / total;
}
