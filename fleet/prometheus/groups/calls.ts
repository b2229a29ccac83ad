import { metric } from "../../shared/metrics.ts";
import { grown, ratio, select, sumBy } from "../../shared/promql.ts";
import { RECORDED } from "../recorded.ts";
import type { AlertRule, RuleGroup, Severity } from "../rule.ts";
import { THRESHOLDS } from "../thresholds.ts";
import { latencyRegression } from "./latency-regression.ts";

const MODEL = ["job", "gen_ai_request_model"];
const DURATION = metric("gen_ai.client.inference.duration");
const COST = metric("agentscribe.client.cost");
const { errorRate, cost, latency } = THRESHOLDS;

/** Is there 20 hours ago as well: what is younger has no usual yet. */
const isKnown = (recorded: string): string => `last_over_time(${recorded}[2h] offset 20h)`;

const MEAN = `avg_over_time(${RECORDED.errorRatio}[24h] offset 1h)`;
const SPREAD = `stddev_over_time(${RECORDED.errorRatio}[24h] offset 1h)`;
/** The share that failed before, of all calls together: what chance is reckoned from. */
const USUAL = `clamp_min(sum_over_time(${RECORDED.failedCalls}[24h] offset 1h) / sum_over_time(${RECORDED.calls}[24h] offset 1h), ${errorRate.leastRate})`;

/** Out of what it was, out of what chance does, high at all, and of enough calls. */
const TOO_MANY_ERRORS = `${RECORDED.errorRatio} > ${MEAN} + ${errorRate.sigmas} * ${SPREAD}
and ${RECORDED.errorRatio} > ${USUAL}
  + ${errorRate.chance} * sqrt(${USUAL} * (1 - ${USUAL}) / ${RECORDED.calls})
and ${RECORDED.errorRatio} >= ${errorRate.floor}
and ${RECORDED.calls} >= ${errorRate.leastCalls}
and ${isKnown(RECORDED.errorRatio)}`;

const errorAlert = (name: string, held: string, severity: Severity): AlertRule => ({
  alert: name,
  expr: TOO_MANY_ERRORS,
  for: held,
  labels: { severity },
  annotations: {
    summary: "Calls of {{ $labels.gen_ai_request_model }} by {{ $labels.job }} fail more often than usual",
    description: `{{ $value | humanizePercentage }} of the calls of the last hour failed: more than ${errorRate.sigmas} standard deviations above the 24 hours before, and more than chance.`,
  },
});

/** The mean of all calls of some hours: each of them is in as many of the hours that were recorded. */
const costPerCall = (hours: number, end: string): string =>
  `sum_over_time(${RECORDED.cost}[${hours}h]${end}) / sum_over_time(${RECORDED.calls}[${hours}h]${end})`;
const callsIn = (hours: number, end: string): string => `${hours} * avg_over_time(${RECORDED.calls}[${hours}h]${end})`;

export const calls: RuleGroup = {
  name: "agentscribe-calls",
  interval: "1m",
  rules: [
    { record: RECORDED.calls, expr: sumBy(MODEL, grown(`${DURATION}_count`, "1h")) },
    {
      record: RECORDED.failedCalls,
      expr: `${sumBy(MODEL, grown(select(`${DURATION}_count`, `error_type!=""`), "1h"))}\nor ${RECORDED.calls} * 0`,
    },
    { record: RECORDED.errorRatio, expr: ratio(RECORDED.failedCalls, RECORDED.calls) },
    { record: RECORDED.cost, expr: sumBy(MODEL, grown(COST, "1h")) },
    { record: RECORDED.costPerCall, expr: ratio(RECORDED.cost, RECORDED.calls) },
    { record: RECORDED.durations, expr: sumBy(["le", ...MODEL], grown(`${DURATION}_bucket`, "1h")) },
    { record: RECORDED.p95, expr: `histogram_quantile(${latency.percent / 100}, ${RECORDED.durations})` },
    errorAlert("AgentscribeErrorRateHigh", "10m", "warning"),
    errorAlert("AgentscribeErrorRateStaysHigh", "30m", "page"),
    {
      alert: "AgentscribeCostPerCallUp",
      expr: `${costPerCall(6, "")} > ${cost.ratio} * (${costPerCall(24, " offset 6h")})
and ${callsIn(6, "")} >= ${cost.leastCalls}
and ${callsIn(24, " offset 6h")} >= ${cost.leastCalls}
and ${isKnown(RECORDED.costPerCall)}`,
      for: "30m",
      labels: { severity: "warning" },
      annotations: {
        summary: "A call of {{ $labels.gen_ai_request_model }} by {{ $labels.job }} costs more than usual",
        description: `{{ $value | printf "%.4f" }} US dollars a call in the last 6 hours, more than ${cost.ratio} times the mean of the 24 hours before. More calls of an expensive model are no reason: this is one model.`,
      },
    },
    {
      alert: "AgentscribeLatencyRegression",
      expr: latencyRegression(RECORDED.durations, RECORDED.calls),
      for: "15m",
      labels: { severity: "warning" },
      annotations: {
        summary: "Calls of {{ $labels.gen_ai_request_model }} by {{ $labels.job }} are slower than yesterday",
        description: `p${latency.percent} of the last hour is {{ $value | humanizeDuration }}: ${latency.ratio} times that of the same hour yesterday or more, and their 95 % bands do not overlap.`,
      },
    },
  ],
};
