import { raisedFor } from "../statistics/many-series.ts";
import { judgeMean, type MeanWindow } from "../statistics/mean-rule.ts";
import { HOUR_MILLIS } from "./baseline-hours.ts";
import { type Judgement, lackOf } from "./judgement.ts";

export interface CostDriftRules {
  readonly ratio?: number | undefined;
  readonly deviations?: number | undefined;
  readonly leastCalls?: number | undefined;
}

const DEVIATIONS = 2.5;
const LEAST_CALLS = 30;

/**
 * What calls cost each in an hour, in US dollars; only those with a price count.
 *
 * @param before - the hours before it
 * @param series - how many series are judged at a time
 */
export function judgeCostDrift(
  now: MeanWindow,
  before: readonly MeanWindow[],
  series: number,
  { ratio, deviations = DEVIATIONS, leastCalls = LEAST_CALLS }: CostDriftRules = {},
): Judgement {
  const verdict = judgeMean(now, before, {
    errors: raisedFor(deviations, series),
    leastValues: leastCalls,
    ...(ratio !== undefined && { ratio }),
  });
  const usual = before.reduce((sum, { count }) => sum + count, 0);
  return {
    verdict,
    value: now.count === 0 ? undefined : now.sum / now.count,
    count: now.count,
    windowMillis: HOUR_MILLIS,
    lacks: lackOf([now.count, leastCalls, "calls with a price"], [usual, leastCalls, "calls with a price before"]),
  };
}
