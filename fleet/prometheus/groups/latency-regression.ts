import { THRESHOLDS } from "../thresholds.ts";

const { percent, ratio, leastCalls } = THRESHOLDS.latency;
const P = percent / 100;

/**
 * The band of a quantile depends on the number of calls, and PromQL takes no quantile that differs from series to series. So it is asked for some numbers,
 * each with the band that so many calls have: with more of them it is narrower than said, never wider.
 */
const STEPS = [1, 4, 16, 64].map((times) => times * leastCalls);

/**
 * Whether a quantile of the last hour is above that of the same hour yesterday: much, and with bands that do not overlap.
 *
 * @param durations - recorded buckets of an hour
 * @param calls - recorded calls of an hour
 */
export function latencyRegression(durations: string, calls: string): string {
  const quantile = (at: number, before: string): string => `histogram_quantile(${at}, ${durations}${before})`;
  const apart = STEPS.map((least) => {
    const spread = 1.96 * Math.sqrt((P * (1 - P)) / least);
    return `  ${quantile(rounded(P - spread), "")} > ${quantile(rounded(P + spread), " offset 1d")}
  and ${calls} >= ${least} and ${calls} offset 1d >= ${least}`;
  });
  return `${quantile(P, "")} >= ${ratio} * ${quantile(P, " offset 1d")}\nand (\n${apart.join("\n  or\n")}\n)`;
}

function rounded(share: number): number {
  return Math.round(share * 10_000) / 10_000;
}
