import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import * as own from "../semconv/agentscribe-attributes.ts";
import { present } from "./present.ts";
import type { Scope } from "./scope.ts";
import type { Totals } from "./totals.ts";

/**
 * Totals as attributes of the span that they sum up. Their names differ from those on model calls, so that a backend that sums a column
 * never counts a call twice.
 */
export function totalsAttributes(scope: Scope, totals: Totals, durationSeconds: number): TelemetryAttributes {
  const { usage } = totals;
  const isComplete = isCostComplete(scope, totals);
  const waitSeconds = totals.waitMillis / 1000;
  return present({
    [own.TOTAL_INFERENCE_CALLS]: totals.inferenceCalls,
    [own.TOTAL_TOOL_CALLS]: totals.toolCalls,
    [own.TOTAL_ERRORS]: totals.errors,
    [own.TOTAL_RETRIES]: totals.retries || undefined,
    [own.TOTAL_INPUT_TOKENS]: usage.inputTokens,
    [own.TOTAL_OUTPUT_TOKENS]: usage.outputTokens,
    [own.TOTAL_CACHE_READ_TOKENS]: usage.cacheReadTokens || undefined,
    [own.TOTAL_CACHE_WRITE_TOKENS]: usage.cacheWriteTokens || undefined,
    [own.TOTAL_REASONING_TOKENS]: usage.reasoningTokens || undefined,
    [own.TOTAL_COST_USD]: totals.costUsd > 0 || isComplete ? totals.costUsd : undefined,
    [own.TOTAL_COST_COMPLETE]: isComplete,
    [own.TOTAL_UNPRICED_CALLS]: totals.unpricedCalls || undefined,
    [own.TOTAL_WAIT_SECONDS]: waitSeconds || undefined,
    [own.TOTAL_ACTIVE_SECONDS]: Math.max(0, durationSeconds - waitSeconds),
  });
}

/** Whether it is known what all calls inside cost: each has a price, and none is still open. */
export function isCostComplete(scope: Scope, totals: Totals): boolean {
  return totals.unpricedCalls === 0 && (scope.openInside === 0 || !hasOpenCall(scope));
}

function hasOpenCall(scope: Scope): boolean {
  for (const open of scope.recorder.open) {
    let around: Scope | undefined = open.plan.isPriced === true ? open.parent : undefined;
    while (around !== undefined && around !== scope) around = around.parent;
    if (around === scope) return true;
  }
  return false;
}
