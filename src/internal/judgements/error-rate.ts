import { raisedFor } from "../statistics/many-series.ts";
import { judgeRate, type RateWindow } from "../statistics/rate-rule.ts";
import { HOUR_MILLIS, LEAST_HOURS } from "./baseline-hours.ts";
import { type Judgement, lackOf } from "./judgement.ts";

export interface ErrorRateRules {
  readonly deviations?: number | undefined;
  readonly floor?: number | undefined;
  readonly leastCalls?: number | undefined;
}

const DEVIATIONS = 3.5;
const LEAST_CALLS = 30;

/**
 * How many calls fail in an hour.
 *
 * @param before - the hours before it
 * @param series - how many series are judged at a time
 */
export function judgeErrorRate(
  now: RateWindow,
  before: readonly RateWindow[],
  series: number,
  { deviations = DEVIATIONS, leastCalls = LEAST_CALLS, ...rule }: ErrorRateRules = {},
): Judgement {
  const verdict = judgeRate(now, before, {
    ...rule,
    leastCalls,
    leastWindows: LEAST_HOURS,
    deviations: raisedFor(deviations, series),
  });
  const hours = before.filter(({ total }) => total > 0).length;
  return {
    verdict,
    value: now.total === 0 ? undefined : now.hits / now.total,
    count: now.total,
    windowMillis: HOUR_MILLIS,
    lacks: lackOf([now.total, leastCalls, "calls"], [hours, LEAST_HOURS, "hours before"]),
  };
}
