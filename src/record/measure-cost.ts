import { COST_REASON, COST_SOURCE, LLM_PURPOSE, TASK_TYPE } from "../semconv/agentscribe-attributes.ts";
import { REQUEST_REFUSED } from "../semconv/cost-reason.ts";
import { GEN_AI_AGENT_NAME } from "../semconv/gen-ai-attributes.ts";
import { METRICS } from "../semconv/metrics.ts";
import type { LabelSet } from "./label-set.ts";
import type { PriceAnswer, PriceQuestion } from "./ports.ts";
import type { Scope } from "./scope.ts";
import { tellUnpriced } from "./tell/unpriced.ts";

/** What a request costs that was refused or never arrived: no price is asked for, and it is in no sum. */
const REFUSED: PriceAnswer = { status: "incomplete", reason: REQUEST_REFUSED };

/** The cost of a call that is over, whose usage is checked, by what its scope knows of it. */
export function costOf(scope: Scope, question: PriceQuestion, mended: readonly string[]): PriceAnswer {
  const isRefused = scope.failure?.refused === true && scope.usage === undefined;
  if (isRefused && question.reportedCostUsd === undefined) return REFUSED;
  const answer = scope.recorder.ports.pricing.price(question, mended);
  if (answer.status === "unpriced") tellUnpriced(scope, question, answer);
  return answer;
}

/** What a call adds to totals. One whose cost is an estimate counts as one without a price too, so that the sum is not taken for exact. */
export function costDelta(answer: PriceAnswer): { readonly costUsd?: number; readonly unpricedCalls?: number } {
  const { usd, status } = answer;
  if (answer === REFUSED) return {};
  if (usd === undefined) return { unpricedCalls: 1 };
  return status === "incomplete" ? { costUsd: usd, unpricedCalls: 1 } : { costUsd: usd };
}

/** Counts the cost of one billable call in US dollars, or the call as one whose price is not known; an estimate is both. */
export function measureCost(scope: Scope, answer: PriceAnswer, labels: LabelSet): void {
  const { usd, reason, source } = answer;
  const { instruments } = scope.recorder;
  const more = labels
    .with(LLM_PURPOSE, scope.plan.attributes[LLM_PURPOSE])
    .with(TASK_TYPE, scope.inherited[TASK_TYPE])
    .with(GEN_AI_AGENT_NAME, scope.inherited[GEN_AI_AGENT_NAME]);
  if (usd !== undefined)
    instruments.measure(METRICS.cost, usd, more.with(COST_SOURCE, source).attributes, scope.context);
  if (costDelta(answer).unpricedCalls !== undefined)
    instruments.measure(METRICS.unpriced, 1, more.with(COST_REASON, reason).attributes, scope.context);
}
