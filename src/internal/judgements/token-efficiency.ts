import type { LogHistogram } from "../statistics/log-histogram.ts";
import { judgeLow, LOW_SHARE } from "../statistics/low-rule.ts";
import { raisedFor } from "../statistics/many-series.ts";
import { HOUR_MILLIS } from "./baseline-hours.ts";
import { type Judgement, lackOf } from "./judgement.ts";
import { mergedHistogram } from "./latency.ts";

export interface TokenEfficiencyRules {
  readonly deviations?: number | undefined;
  readonly leastSessions?: number | undefined;
}

export const LEAST_SESSIONS = 50;
/** Sessions are counted by their output tokens for so many input tokens: the histogram begins at 1. */
export const EFFICIENCY_TOKENS = 1_000_000;
const DEVIATIONS = 3.5;
/** As it is told: output tokens for a thousand input tokens. */
const SCALE: number = EFFICIENCY_TOKENS / 1_000;

/**
 * Output tokens that sessions give for their input tokens: whether more of them than usual lie below the usual tenth percentile.
 *
 * @param now - the newest hours, as many as hold enough sessions
 * @param before - the hours of the week before them
 * @param series - how many series are judged at a time
 */
export function judgeTokenEfficiency(
  now: readonly LogHistogram[],
  before: readonly LogHistogram[],
  hours: number,
  series: number,
  { deviations = DEVIATIONS, leastSessions = LEAST_SESSIONS }: TokenEfficiencyRules = {},
): Judgement {
  const [recent, usual] = [mergedHistogram(now), mergedHistogram(before)];
  const leastBefore = 4 * leastSessions;
  const edge = usual.edgeAbove(LOW_SHARE);
  const verdict = judgeLow(
    { total: recent.total, hits: recent.below(edge) },
    { total: usual.total, hits: usual.below(edge) },
    { deviations: raisedFor(deviations, series), leastValues: leastSessions, leastBefore },
  );
  return {
    // The usual is told as what is measured, and not as the share that the rule compares.
    verdict: verdict.baseline === undefined ? verdict : { ...verdict, baseline: medianOf(usual) ?? 0 },
    value: medianOf(recent),
    count: recent.total,
    windowMillis: hours * HOUR_MILLIS,
    lacks: lackOf([recent.total, leastSessions, "sessions"], [usual.total, leastBefore, "sessions before"]),
  };
}

function medianOf(histogram: LogHistogram): number | undefined {
  const { value } = histogram.quantile(50);
  return value === null ? undefined : value / SCALE;
}
