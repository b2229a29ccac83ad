import { metric } from "../../shared/metrics.ts";
import { grown, sumBy } from "../../shared/promql.ts";
import type { RuleGroup } from "../rule.ts";

const OVERRUNS = metric("agentscribe.budget.overruns");
const UNPRICED = metric("agentscribe.client.cost.unpriced");

export const spending: RuleGroup = {
  name: "agentscribe-spending",
  interval: "1m",
  rules: [
    {
      alert: "AgentscribeBudgetExceeded",
      expr: `${sumBy(["job", "agentscribe_budget_name", "agentscribe_budget_limit", "agentscribe_budget_action"], grown(OVERRUNS, "1h"))} > 0`,
      labels: { severity: "warning" },
      annotations: {
        summary: "The budget {{ $labels.agentscribe_budget_name }} of {{ $labels.job }} is used up",
        description:
          'Its limit of {{ $labels.agentscribe_budget_limit }} was passed {{ $value | printf "%.0f" }} times in the last hour; what was done: {{ $labels.agentscribe_budget_action }}.',
      },
    },
    {
      alert: "AgentscribeUnpricedCalls",
      expr: `${sumBy(["job", "gen_ai_provider_name", "gen_ai_request_model", "agentscribe_cost_reason"], grown(UNPRICED, "1h"))} > 0`,
      for: "15m",
      labels: { severity: "info" },
      annotations: {
        summary: "Calls of {{ $labels.gen_ai_request_model }} by {{ $labels.job }} have no price",
        description:
          '{{ $value | printf "%.0f" }} calls in the last hour are missing in every sum of cost, and in every budget of it: {{ $labels.agentscribe_cost_reason }}.',
      },
    },
  ],
};
