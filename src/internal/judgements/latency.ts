import { LogHistogram } from "../statistics/log-histogram.ts";
import { raisedFor } from "../statistics/many-series.ts";
import { judgeQuantile } from "../statistics/quantile-rule.ts";
import { median } from "../statistics/robust.ts";
import { HOUR_MILLIS, LEAST_HOURS } from "./baseline-hours.ts";
import { type Judgement, lackOf } from "./judgement.ts";

export interface LatencyRules {
  readonly percentile?: number | undefined;
  readonly ratio?: number | undefined;
  readonly leastCalls?: number | undefined;
}

const DEVIATIONS = 1.96;
const LEAST_CALLS = 100;

/** The hours that a baseline is made of: those in the middle, so that an incident of some hours is not part of it. */
const TYPICAL_HOURS = 8;

/**
 * How long calls take that succeed, in milliseconds: p95 of an hour against that of typical hours among those before, with their bands.
 *
 * @param before - the hours before it
 * @param series - how many series are judged at a time
 */
export function judgeLatency(
  hour: LogHistogram,
  before: readonly LogHistogram[],
  series: number,
  { percentile = 95, ratio, leastCalls = LEAST_CALLS }: LatencyRules = {},
): Judgement {
  const deviations = raisedFor(DEVIATIONS, series);
  const now = hour.quantile(percentile, deviations);
  const isEnough = hour.total >= leastCalls && before.length >= LEAST_HOURS;
  const typical = isEnough ? mergedHistogram(typicalOf(before, percentile)) : undefined;
  const verdict = judgeQuantile(now, typical === undefined ? [] : [typical.quantile(percentile, deviations)], {
    leastWindows: 1,
    leastValues: leastCalls,
    ...(ratio !== undefined && { ratio }),
  });
  // The band has an upper end from so many values on.
  const forBand = Math.ceil((deviations * deviations * percentile) / (100 - percentile));
  return {
    verdict,
    value: now.value ?? undefined,
    count: now.count,
    windowMillis: HOUR_MILLIS,
    lacks: lackOf(
      [hour.total, leastCalls, "calls that succeeded"],
      [before.length, LEAST_HOURS, "hours before"],
      [typical?.total ?? forBand, forBand, "calls before that succeeded"],
    ),
  };
}

/** The hours whose percentile is nearest to the median one. */
function typicalOf(hours: readonly LogHistogram[], percentile: number): readonly LogHistogram[] {
  const measured = hours.map((hour) => ({ hour, value: Math.log(hour.quantile(percentile).value ?? 1) }));
  const middle = median(measured.map(({ value }) => value)) ?? 0;
  const distance = ({ value }: { readonly value: number }): number => Math.abs(value - middle);
  const nearest = measured.sort((one, other) => distance(one) - distance(other)).slice(0, TYPICAL_HOURS);
  return nearest.map(({ hour }) => hour);
}

export function mergedHistogram(histograms: readonly LogHistogram[]): LogHistogram {
  const all = new LogHistogram();
  for (const histogram of histograms) all.merge(histogram);
  return all;
}
