import { metric } from "../../shared/metrics.ts";
import { grown, ratio, select, sumBy } from "../../shared/promql.ts";
import { RECORDED } from "../recorded.ts";
import type { RuleGroup } from "../rule.ts";
import { THRESHOLDS } from "../thresholds.ts";

const TASKS = metric("agentscribe.tasks");
const INPUT = metric("gen_ai.client.inference.usage.input_tokens");
const LOOPS = metric("agentscribe.loops");
const { efficiency } = THRESHOLDS;

const before = (quantile: number): string => `quantile_over_time(${quantile}, ${RECORDED.efficiency}[7d] offset 6h)`;

export const work: RuleGroup = {
  name: "agentscribe-work",
  interval: "2m",
  rules: [
    { record: RECORDED.tasks, expr: sumBy(["job"], grown(TASKS, "6h")) },
    {
      record: RECORDED.efficiency,
      expr: ratio(
        `(1000 * (${sumBy(["job"], grown(select(TASKS, `agentscribe_task_outcome="success"`), "6h"))} or ${RECORDED.tasks} * 0))`,
        sumBy(["job"], grown(INPUT, "6h")),
      ),
    },
    {
      alert: "AgentscribeTokenEfficiencyDown",
      expr: `${RECORDED.efficiency}
  < ${before(efficiency.quantile)}
and ${RECORDED.efficiency} < ${efficiency.ofMedian} * ${before(0.5)}
and ${RECORDED.tasks} >= ${efficiency.leastTasks}
and last_over_time(${RECORDED.efficiency}[2h] offset 3d)`,
      for: "1h",
      labels: { severity: "warning" },
      annotations: {
        summary: "{{ $labels.job }} gets less done with its tokens than last week",
        description: `{{ $value | printf "%.3f" }} successful tasks for a thousand input tokens in the last 6 hours: below the tenth percentile of the 7 days before, and below ${efficiency.ofMedian} times their median.`,
      },
    },
    {
      alert: "AgentscribeLoops",
      expr: `${sumBy(["job", "gen_ai_tool_name", "agentscribe_loop_kind"], grown(LOOPS, "1h"))} > 0`,
      labels: { severity: "warning" },
      annotations: {
        summary: "Agents of {{ $labels.job }} go round in circles",
        description:
          '{{ $value | printf "%.0f" }} loops in the last hour: {{ $labels.agentscribe_loop_kind }}{{ with $labels.gen_ai_tool_name }} of {{ . }}{{ end }}.',
      },
    },
  ],
};
