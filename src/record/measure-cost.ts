import { COST_REASON, COST_SOURCE, LLM_PURPOSE, TASK_TYPE } from "../semconv/agentscribe-attributes.ts";
import { METRICS } from "../semconv/metrics.ts";
import type { LabelSet } from "./label-set.ts";
import type { PriceAnswer } from "./ports.ts";
import type { Scope } from "./scope.ts";

/** Counts the cost of one billable call in US dollars, or the call as one whose price is not known. */
export function measureCost(scope: Scope, { usd, reason, source }: PriceAnswer, labels: LabelSet): void {
  const { instruments } = scope.recorder;
  const more = labels.with(LLM_PURPOSE, scope.plan.attributes[LLM_PURPOSE]).with(TASK_TYPE, scope.inherited[TASK_TYPE]);
  if (usd !== undefined)
    instruments.measure(METRICS.cost, usd, more.with(COST_SOURCE, source).attributes, scope.context);
  else instruments.measure(METRICS.unpriced, 1, more.with(COST_REASON, reason).attributes, scope.context);
}
