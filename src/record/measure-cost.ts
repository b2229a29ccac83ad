import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import { COST_REASON, COST_SOURCE, LLM_PURPOSE, TASK_TYPE } from "../semconv/agentscribe-attributes.ts";
import { METRICS } from "../semconv/metrics.ts";
import type { PriceAnswer } from "./ports.ts";
import { present } from "./present.ts";
import type { Scope } from "./scope.ts";

/** Counts the cost of one billable call in US dollars, or the call as one whose price is not known. */
export function measureCost(scope: Scope, { usd, reason, source }: PriceAnswer, labels: TelemetryAttributes): void {
  const { instruments } = scope.recorder;
  const task = scope.inherited[TASK_TYPE];
  const more = present({ [LLM_PURPOSE]: scope.plan.attributes[LLM_PURPOSE], [TASK_TYPE]: task });
  if (usd !== undefined) {
    instruments.measure(
      METRICS.cost,
      usd,
      { ...labels, ...more, ...present({ [COST_SOURCE]: source }) },
      scope.context,
    );
    return;
  }
  instruments.measure(
    METRICS.unpriced,
    1,
    { ...labels, ...more, ...present({ [COST_REASON]: reason }) },
    scope.context,
  );
}
