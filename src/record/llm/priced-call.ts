import { LLM_PURPOSE } from "../../semconv/agentscribe-attributes.ts";
import { GEN_AI_AGENT_NAME } from "../../semconv/gen-ai-attributes.ts";
import type { Usage } from "../../semconv/usage.ts";
import type { LabelSet } from "../label-set.ts";
import { costDelta, costOf, measureCost } from "../measure-cost.ts";
import type { PriceQuestion } from "../ports.ts";
import type { Scope } from "../scope.ts";
import type { ScopeEnd } from "../scope-plan.ts";
import { addTotals, countTotals } from "../scope-totals.ts";
import type { CallFacts } from "../snapshot.ts";
import { createModelNames } from "./model-name.ts";
import { costAttributes } from "./response-attributes.ts";

const nameOfAsked = createModelNames();
const nameOfAnswering = createModelNames();

/** A request that costs, whatever it asked for. */
export interface PricedCall {
  readonly provider: string;
  readonly requestModel: string | undefined;
  readonly retries: number;
  /** 0 for a call that costs and is no inference. */
  readonly inferenceCalls: 0 | 1;
  /** As what it was counted when it ended: its price is counted in the same places. */
  counted: CallFacts | undefined;
  /** It was counted as one without a price until prices are loaded. */
  isPending: boolean;
}

/** Counts a call that is over among those of its model, its agent and its purpose. */
export function countPriced(
  scope: Scope,
  call: PricedCall,
  responseModel: string | undefined,
  usage: Usage | undefined,
): void {
  const agent = scope.inherited[GEN_AI_AGENT_NAME];
  const purpose = scope.plan.attributes[LLM_PURPOSE];
  call.counted = {
    model: nameOfAnswering(call.provider, responseModel ?? call.requestModel ?? "unknown"),
    agent: typeof agent === "string" ? agent : undefined,
    purpose: typeof purpose === "string" ? purpose : undefined,
    inferenceCalls: call.inferenceCalls,
    failed: scope.failure !== undefined,
    retries: call.retries,
    usage,
  };
  const { snapshot, ports } = scope.recorder;
  snapshot.call(call.counted);
  call.isPending = ports.awaitsPrices();
  if (call.isPending) countPending(scope, call.counted, 1);
}

/** Until its price can be known a call is one without a price. */
function countPending(scope: Scope, counted: CallFacts, calls: 1 | -1): void {
  const delta = { unpricedCalls: calls };
  countTotals(scope, delta);
  scope.recorder.snapshot.price(counted, delta);
}

/** Asks what a call cost, and tells it: on its span, in totals and in metrics. */
export function settlePrice(
  scope: Scope,
  call: PricedCall,
  question: PriceQuestion,
  mended: readonly string[],
  labels: LabelSet,
): void {
  const answer = costOf(scope, question, mended);
  scope.cost = answer;
  scope.span.setAttributes(costAttributes(answer));
  const delta = costDelta(answer);
  addTotals(scope, delta);
  if (call.counted !== undefined) {
    scope.recorder.snapshot.price(call.counted, delta);
    if (call.isPending) countPending(scope, call.counted, -1);
  }
  measureCost(scope, answer, labels);
}

/** Shows a call to whoever looks for what leaves the usual. One that its caller called off is no failure, and says nothing of how long a call takes. */
export function watchCall(scope: Scope, call: PricedCall, responseModel: string | undefined, end: ScopeEnd): void {
  const { cost, recorder } = scope;
  const { monitor } = recorder.ports;
  if (monitor === undefined || scope.failure?.aborted === true) return;
  monitor.modelCall({
    atMillis: end.endTimeMillis,
    // The one asked for: a call that fails is answered by none.
    model: nameOfAsked(call.provider, call.requestModel ?? responseModel ?? "unknown"),
    failed: end.errorType !== undefined,
    durationMillis: end.endTimeMillis - scope.startTimeMillis,
    costUsd: cost?.status === "incomplete" ? undefined : cost?.usd,
  });
}
