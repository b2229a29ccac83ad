import { formatCount, formatDuration, formatUsd } from "../internal/format.ts";
import { terminalText } from "../internal/terminal-text.ts";
import type { EndedScopeFacts, PriceAnswer } from "../record/ports.ts";
import type { Totals } from "../record/totals.ts";
import type { Usage } from "../semconv/usage.ts";

type Paint = (code: number, text: string) => string;

/** One line on how a scope ended: duration, tokens, cost, error, what was withheld. */
export function describeEnd(scope: EndedScopeFacts, paint: Paint): string {
  const duration = formatDuration(scope.endTimeMillis - scope.startTimeMillis);
  const parts = [duration];
  if (scope.usage !== undefined) parts.push(describeUsage(scope.usage));
  if (scope.cost !== undefined) parts.push(describeCost(scope.cost, paint));
  else if (scope.totals.inferenceCalls > 0) parts.push(describeTotals(scope.totals));
  const reasons = scope.attributes["gen_ai.response.finish_reasons"];
  if (Array.isArray(reasons)) parts.push(terminalText(reasons.join(",")));
  const outcome = scope.attributes["agentscribe.task.outcome"] ?? scope.attributes["agentscribe.outcome"];
  if (typeof outcome === "string") parts.push(`outcome ${terminalText(outcome)}`);
  const retries = scope.attributes["agentscribe.llm.retries"];
  if (typeof retries === "number") parts.push(paint(33, `${retries} ${retries === 1 ? "retry" : "retries"}`));
  if (scope.errorType !== undefined) {
    const message = scope.errorMessage === undefined ? "" : `: ${terminalText(scope.errorMessage)}`;
    parts.push(paint(31, `error ${terminalText(scope.errorType)}${message}`));
  }
  const withheld = Object.entries(scope.withheld).map(([kind, size]) => `${kind} ${formatCount(size ?? 0)}`);
  if (withheld.length > 0) parts.push(paint(90, `(withheld, characters: ${withheld.join(", ")})`));
  return parts.join(" · ");
}

function describeUsage(usage: Usage): string {
  const cached = usage.cacheReadTokens ? ` (${formatCount(usage.cacheReadTokens)} cached)` : "";
  const reasoning = usage.reasoningTokens ? ` (${formatCount(usage.reasoningTokens)} reasoning)` : "";
  const output = usage.outputTokens === undefined ? "" : `, out ${formatCount(usage.outputTokens)}${reasoning}`;
  return `in ${formatCount(usage.inputTokens ?? 0)}${cached}${output} tokens`;
}

function describeCost(cost: PriceAnswer, paint: Paint): string {
  if (cost.usd !== undefined) return formatUsd(cost.usd);
  return paint(33, `no price (${terminalText(cost.reason ?? cost.status)})`);
}

function describeTotals(totals: Totals): string {
  const { usage } = totals;
  const tools = totals.toolCalls > 0 ? `, ${totals.toolCalls} tool ${totals.toolCalls === 1 ? "call" : "calls"}` : "";
  const calls = `${totals.inferenceCalls} model ${totals.inferenceCalls === 1 ? "call" : "calls"}${tools}`;
  const unpriced = totals.unpricedCalls > 0 ? ` + ${totals.unpricedCalls} without a price` : "";
  const tokens = `in ${formatCount(usage.inputTokens)}, out ${formatCount(usage.outputTokens)} tokens`;
  return `${calls} · ${tokens} · ${formatUsd(totals.costUsd)}${unpriced}`;
}
