import type { RateWindow } from "./rate-rule.ts";
import { NOT_ENOUGH, type Verdict } from "./verdict.ts";

export interface LowRule {
  /** Standard errors of the difference that are too many. @defaultValue 3.5 */
  readonly deviations?: number;
  /** How many times the usual share has to be low. @defaultValue 2 */
  readonly ratio?: number;
  /** Values that the window needs. @defaultValue 50 */
  readonly leastValues?: number;
  /** Values that the baseline needs. @defaultValue 200 */
  readonly leastBefore?: number;
}

/** Below this share of all values a value is low. */
export const LOW_SHARE = 0.1;

/**
 * Whether values, such as what sessions make of their tokens, are lower than usual: more of them than chance lie below the tenth percentile of those
 * before. It holds however the values are distributed, and wild ones do not move it.
 *
 * @param now - values of the window, and how many of them are low: below the value that about a tenth of those before are below
 * @param before - values of the baseline, and how many of them are low
 */
export function judgeLow(now: RateWindow, before: RateWindow, rule: LowRule = {}): Verdict {
  const { deviations = 3.5, ratio = 2, leastValues = 50, leastBefore = 200 } = rule;
  if (now.total < leastValues || before.total < leastBefore) return NOT_ENOUGH;
  const baseline = before.hits / before.total;
  const share = now.hits / now.total;
  const error = Math.sqrt(baseline * (1 - baseline) * (1 / now.total + 1 / before.total));
  const score = (share - baseline) / Math.max(error, Number.MIN_VALUE);
  return { verdict: score > deviations && share >= ratio * baseline ? "below" : "usual", baseline, score };
}
