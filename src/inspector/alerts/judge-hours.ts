import { BASELINE_HOURS, enoughHours, WEEK_HOURS } from "../../internal/judgements/baseline-hours.ts";
import { judgeCostDrift } from "../../internal/judgements/cost-drift.ts";
import {
  type Choices,
  decisionsIn,
  judgeDecisionMix,
  LEAST_DECISIONS,
} from "../../internal/judgements/decision-mix.ts";
import { judgeErrorRate } from "../../internal/judgements/error-rate.ts";
import type { Judgement } from "../../internal/judgements/judgement.ts";
import { judgeLatency } from "../../internal/judgements/latency.ts";
import { judgeTokenEfficiency, LEAST_SESSIONS } from "../../internal/judgements/token-efficiency.ts";
import { LogHistogram } from "../../internal/statistics/log-histogram.ts";
import type { MeanWindow } from "../../internal/statistics/mean-rule.ts";
import type { RateWindow } from "../../internal/statistics/rate-rule.ts";
import type { HourlyWindows } from "./hourly-windows.ts";

/** Says what an hour of a series is like. @param series - how many series are judged at a time */
export type JudgeHour<W> = (windows: HourlyWindows<W>, hour: number, series: number) => Judgement;

const beforeOf = <W>(windows: HourlyWindows<W>, hour: number): readonly W[] =>
  windows.between(hour - BASELINE_HOURS, hour);

export const errorRateOf: JudgeHour<RateWindow> = (windows, hour, series) =>
  judgeErrorRate(windows.at(hour) ?? { total: 0, hits: 0 }, beforeOf(windows, hour), series);

/** Only hours in which calls had a price. */
export const costDriftOf: JudgeHour<MeanWindow> = (windows, hour, series) =>
  judgeCostDrift(windows.at(hour) ?? { count: 0, sum: 0, squares: 0 }, beforeOf(windows, hour), series);

export const latencyOf: JudgeHour<LogHistogram> = (windows, hour, series) =>
  judgeLatency(windows.at(hour) ?? new LogHistogram(), beforeOf(windows, hour), series);

export const decisionMixOf: JudgeHour<Choices> = (windows, hour, series) => {
  const { now, before, hours } = split(windows, hour, decisionsIn, LEAST_DECISIONS);
  return judgeDecisionMix(now, before, hours, series);
};

export const tokenEfficiencyOf: JudgeHour<LogHistogram> = (windows, hour, series) => {
  const { now, before, hours } = split(windows, hour, ({ total }) => total, LEAST_SESSIONS);
  return judgeTokenEfficiency(now, before, hours, series);
};

/** As many of the newest hours as hold enough cases, and what came before them within a week. */
function split<W>(
  windows: HourlyWindows<W>,
  hour: number,
  sizeOf: (window: W) => number,
  least: number,
): { readonly now: readonly W[]; readonly before: readonly W[]; readonly hours: number } {
  const hours = enoughHours((back) => {
    const window = windows.at(hour - back);
    return window === undefined ? 0 : sizeOf(window);
  }, least);
  const begin = hour + 1 - hours;
  return { now: windows.between(begin, hour + 1), before: windows.between(hour - WEEK_HOURS, begin), hours };
}
