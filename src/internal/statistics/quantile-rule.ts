import { median } from "./robust.ts";
import { NOT_ENOUGH, type Verdict } from "./verdict.ts";

/** A quantile of a window's values with its band. */
export interface QuantileWindow {
  readonly count: number;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface QuantileRule {
  /** How many times the usual is too much. @defaultValue 1.3 */
  readonly ratio?: number;
  /** Values that the window needs. @defaultValue 100 */
  readonly leastValues?: number;
  /** Windows with a band that the baseline needs. @defaultValue 20 */
  readonly leastWindows?: number;
}

/** Whether a quantile, such as p95 of a duration, is above the usual: 1.3 times it, and its band wholly above what bands before reached. */
export function judgeQuantile(
  now: QuantileWindow,
  before: readonly QuantileWindow[],
  rule: QuantileRule = {},
): Verdict {
  const { ratio = 1.3, leastValues = 100, leastWindows = 20 } = rule;
  const known = before.flatMap(({ value, high }) => (value === null || high === null ? [] : [{ value, high }]));
  const baseline = median(known.map(({ value }) => value));
  const reached = median(known.map(({ high }) => high));
  if (now.count < leastValues || known.length < leastWindows) return NOT_ENOUGH;
  if (now.value === null || now.low === null || baseline === undefined || reached === undefined) return NOT_ENOUGH;
  return { verdict: now.value >= ratio * baseline && now.low > reached ? "above" : "usual", baseline };
}
