import { metric } from "../../shared/metrics.ts";
import { grown, sumBy } from "../../shared/promql.ts";
import { RECORDED } from "../recorded.ts";
import type { RuleGroup } from "../rule.ts";
import { THRESHOLDS } from "../thresholds.ts";

const DECISIONS = metric("agentscribe.decisions");
const CHOICE = "job, agentscribe_decision_type, agentscribe_decision_choice";
const TYPE = "job, agentscribe_decision_type";
const { index, leastDecisions } = THRESHOLDS.mix;

/** Every choice that was made in either time, 0 where it was not. */
const complete = (counts: string): string =>
  `(${counts} or ${RECORDED.choicesNow} * 0 or ${RECORDED.choicesBefore} * 0)`;

/** Half a case more for each choice, so that one that was never made before is not infinitely far away. */
const share = (counts: string): string => `(${complete(counts)} + 0.5)
/ on (${TYPE}) group_left ()
(sum by (${TYPE}) (${counts}) + 0.5 * count by (${TYPE}) (${complete(counts)}))`;

export const decisions: RuleGroup = {
  name: "agentscribe-decisions",
  interval: "2m",
  rules: [
    { record: RECORDED.choices, expr: `count by (${CHOICE}) (${DECISIONS} > 0)` },
    { record: RECORDED.choicesNow, expr: sumBy([CHOICE], grown(DECISIONS, "6h")) },
    { record: RECORDED.choicesBefore, expr: sumBy([CHOICE], grown(DECISIONS, "7d", { end: "6h", begin: "7d6h" })) },
    { record: RECORDED.shareNow, expr: share(RECORDED.choicesNow) },
    { record: RECORDED.shareBefore, expr: share(RECORDED.choicesBefore) },
    {
      record: RECORDED.mixShift,
      expr: `sum by (${TYPE}) (
  (${RECORDED.shareNow} - ${RECORDED.shareBefore}) * ln(${RECORDED.shareNow} / ${RECORDED.shareBefore})
)
and sum by (${TYPE}) (${RECORDED.choicesNow}) >= ${leastDecisions}
and sum by (${TYPE}) (${RECORDED.choicesBefore}) >= ${leastDecisions}`,
    },
    {
      alert: "AgentscribeNewDecision",
      // A counter that is born with 1 has no increase: that it is there now, and was not in a week, is what tells.
      expr: `${RECORDED.choices}
unless last_over_time(${RECORDED.choices}[7d] offset 1h)
and on (job) sum by (job) (last_over_time(${RECORDED.choices}[1h] offset 1d))`,
      labels: { severity: "info" },
      annotations: {
        summary: "{{ $labels.job }} decides {{ $labels.agentscribe_decision_choice }}, which it never did in a week",
        description:
          "A choice of the type {{ $labels.agentscribe_decision_type }} that was not made in the 7 days before. In the first 24 hours of a service nothing is new.",
      },
    },
    {
      alert: "AgentscribeDecisionMixShift",
      expr: `${RECORDED.mixShift} > ${index}`,
      for: "30m",
      labels: { severity: "warning" },
      annotations: {
        summary: "{{ $labels.job }} decides {{ $labels.agentscribe_decision_type }} otherwise than last week",
        description: `The population stability index of the last 6 hours against the 7 days before is {{ $value | printf "%.2f" }}; from ${index} on it is another mix.`,
      },
    },
  ],
};
