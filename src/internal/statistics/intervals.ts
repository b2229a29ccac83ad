/** Two-sided 95 % of a normal distribution. */
const Z = 1.96;

/** Fewer values than this give no band of a quantile. */
export const LEAST_FOR_BAND = 20;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Wilson's 95 % interval of a proportion: holds for few cases as well. `undefined` for none. */
export function proportionInterval(hits: number, total: number): Interval | undefined {
  if (!(total > 0)) return undefined;
  const square = Z * Z;
  const centre = hits + square / 2;
  const spread = Z * Math.sqrt((hits * (total - hits)) / total + square / 4);
  return {
    low: Math.max(0, (centre - spread) / (total + square)),
    high: Math.min(1, (centre + spread) / (total + square)),
  };
}

/**
 * Ranks, from 1, of a quantile and of its 95 % band in sorted values: `np` rounded up, and `np ± 1.96 sqrt(np(1-p))` rounded outwards. It holds however the
 * values are distributed; `deviations` other than 1.96 make it wider or narrower. `low` and `high` are `undefined` below 20 values, and where the rank is none of them: p95 has an upper end from 73 values on.
 */
export function quantileRanks(
  count: number,
  percent: number,
  deviations: number = Z,
): { readonly rank: number; readonly low: number | undefined; readonly high: number | undefined } {
  const mean = (count * percent) / 100;
  const spread = deviations * Math.sqrt((count * percent * (100 - percent)) / 10_000);
  const within = (rank: number): number | undefined =>
    count >= LEAST_FOR_BAND && rank >= 1 && rank <= count ? rank : undefined;
  return { rank: Math.ceil(mean), low: within(Math.floor(mean - spread)), high: within(Math.ceil(mean + spread)) };
}
