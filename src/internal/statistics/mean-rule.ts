import { NOT_ENOUGH, type Verdict } from "./verdict.ts";

/** A window of time: how many values it had, their sum, and the sum of their squares. */
export interface MeanWindow {
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
}

export interface MeanRule {
  /** How many times the usual is too much. @defaultValue 1.2 */
  readonly ratio?: number;
  /** Standard errors of the difference that it must be as well. @defaultValue 2 */
  readonly errors?: number;
  /** Values that the window, and those before it together, need. @defaultValue 30 */
  readonly leastValues?: number;
}

/**
 * Whether a mean, such as the cost of a model call, is above the usual: 1.2 times that of the windows before, and by more than two standard errors. The
 * first alone would be chance in a quarter of windows with few calls, since costs are spread wide.
 */
export function judgeMean(now: MeanWindow, before: readonly MeanWindow[], rule: MeanRule = {}): Verdict {
  const { ratio = 1.2, errors = 2, leastValues = 30 } = rule;
  const usual = before.reduce(
    (all, { count, sum, squares }) => ({
      count: all.count + count,
      sum: all.sum + sum,
      squares: all.squares + squares,
    }),
    { count: 0, sum: 0, squares: 0 },
  );
  if (now.count < leastValues || usual.count < leastValues) return NOT_ENOUGH;
  const baseline = usual.sum / usual.count;
  const mean = now.sum / now.count;
  const error = Math.sqrt(errorSquare(now) + errorSquare(usual));
  const score = (mean - baseline) / Math.max(error, Number.MIN_VALUE);
  return { verdict: mean > ratio * baseline && score > errors ? "above" : "usual", baseline, score };
}

/** The square of the standard error of a mean. */
function errorSquare({ count, sum, squares }: MeanWindow): number {
  const variance = Math.max(0, squares - (sum * sum) / count) / (count - 1);
  return variance / count;
}
