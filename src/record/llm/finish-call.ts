import { UPSTREAM_PROVIDER } from "../../semconv/agentscribe-attributes.ts";
import { ERROR_TYPE } from "../../semconv/core-attributes.ts";
import { GEN_AI_SYSTEM, GEN_AI_TOKEN_TYPE, systemOf } from "../../semconv/gen-ai-1-36-attributes.ts";
import * as genAi from "../../semconv/gen-ai-attributes.ts";
import { METRICS, METRICS_1_36, type MetricDefinition } from "../../semconv/metrics.ts";
import type { Usage } from "../../semconv/usage.ts";
import { emitEvent } from "../emit-event.ts";
import { label } from "../given-value.ts";
import type { LabelSet } from "../label-set.ts";
import { operationLabels } from "../measure-operation.ts";
import type { PriceQuestion } from "../ports.ts";
import { present } from "../present.ts";
import type { Scope } from "../scope.ts";
import type { ScopeEnd } from "../scope-plan.ts";
import { addTotals } from "../scope-totals.ts";
import { withApi } from "./api-attributes.ts";
import { tellCompaction } from "./compaction.ts";
import type { ConcludedCall } from "./concluded-call.ts";
import { tellTurnedAway } from "./http-response.ts";
import { emitDetails } from "./inference-details.ts";
import type { LlmState } from "./llm-state.ts";
import { countPriced, type PricedCall, settlePrice, watchCall } from "./priced-call.ts";
import { responseAttributes } from "./response-attributes.ts";
import { type AttemptedCall, tellGivenUp } from "./retry.ts";
import { type StreamedCall, tellStreamError } from "./stream-error.ts";

/** What the end of a call needs to know of it. */
export type EndedCall = PricedCall &
  Pick<LlmState, "operation" | "attributes" | "reportedCostUsd" | "conclude"> &
  Pick<AttemptedCall, "usdInHeaders"> &
  StreamedCall;

/** What is known the moment a call ends: its response, usage, and counts. */
export function countCall(scope: Scope, state: EndedCall, end: ScopeEnd): void {
  const failed = end.errorType !== undefined;
  const call = state.conclude(scope, failed || end.unfinished === true);
  scope.usage = call.usage;
  const agent = scope.nearest("agent");
  if (agent !== undefined) agent.lastFinishReasons = call.finishReasons;
  scope.note(responseAttributes(call, state.provider));
  addTotals(scope, { inferenceCalls: 1, errors: failed ? 1 : 0, usage: call.usage });
  countPriced(scope, state, call.responseModel, call.usage);
}

/** What needs a price: cost, then metrics and events, in the order in which calls ended. */
export function finishCall(scope: Scope, state: EndedCall, end: ScopeEnd): void {
  const { recorder } = scope;
  const failed = end.errorType !== undefined;
  const call = state.conclude(scope, failed || end.unfinished === true);
  const { reading, responseModel } = call;
  const question: PriceQuestion = {
    provider: reading?.provider ?? state.provider,
    model: responseModel ?? state.requestModel ?? "",
    requestModel: state.requestModel,
    usage: call.usage ?? {},
    imageGeneration: reading?.imageGeneration,
    advice: reading?.advice,
    uncounted: reading?.uncounted,
    isSum: reading?.isSum,
    reportedCostUsd: state.reportedCostUsd ?? reading?.reportedCostUsd ?? state.usdInHeaders,
    serviceTier: reading?.serviceTier,
    region: reading?.region,
    upstreamProvider: reading?.upstreamProvider ?? label(state.attributes[UPSTREAM_PROVIDER]),
    at: scope.startTimeMillis,
    usageIncomplete: call.incomplete && call.estimated === undefined,
    usageEstimated: call.estimated !== undefined,
  };
  const labels = operationLabels(recorder, state.attributes, responseModel);
  settlePrice(scope, state, question, call.mended, labels);
  measureCall(scope, state, call, end, withApi(labels, reading, state.provider));
  tellStreamError(scope, state, call, end);
  tellTurnedAway(scope, scope.failedStatus, state);
  tellGivenUp(scope, state, end);
  if (reading?.conversationCompacted === true) tellCompaction(scope, call, end);
  if (reading?.refusal !== undefined) {
    const { category } = reading.refusal;
    emitEvent(recorder, "refusal", present({ category, provider: state.provider, model: state.requestModel }), {
      scope,
    });
  }
  emitDetails(scope, state, call, end);
  watchCall(scope, state, responseModel, end);
}

function measureCall(scope: Scope, state: EndedCall, call: ConcludedCall, end: ScopeEnd, labels: LabelSet): void {
  const { recorder, context } = scope;
  const { instruments } = recorder;
  // The conventions want counts of tokens in metrics, not estimates.
  const usage: Usage = call.reported ?? {};
  const withError = labels.with(ERROR_TYPE, end.errorType).attributes;
  const unknown = labels.with(genAi.GEN_AI_TOKEN_MODALITY, "unknown").attributes;
  instruments.measure(METRICS.inferenceDuration, end.durationSeconds, withError, context);
  instruments.measure(METRICS.timeToFirstChunk, call.timeToFirstChunkSeconds, labels.attributes, context);
  call.chunks?.measure(scope, labels);
  const { textInputTokens, audioInputTokens, imageInputTokens } = usage;
  const inputParts = [textInputTokens, audioInputTokens, imageInputTokens];
  measureTokens(scope, METRICS.inputTokens, labels, usage.inputTokens, inputParts);
  const { textOutputTokens, audioOutputTokens, imageOutputTokens } = usage;
  const outputParts = [textOutputTokens, audioOutputTokens, imageOutputTokens];
  measureTokens(scope, METRICS.outputTokens, labels, usage.outputTokens, outputParts);
  if (usage.cacheReadTokens !== undefined) {
    const { textCacheReadTokens, audioCacheReadTokens, imageCacheReadTokens } = usage;
    const cachedParts = [textCacheReadTokens, audioCacheReadTokens, imageCacheReadTokens];
    measureTokens(scope, METRICS.cacheReadTokens, labels, usage.cacheReadTokens, cachedParts);
  }
  instruments.measure(METRICS.cacheWriteTokens, usage.cacheWriteTokens, unknown, context);
  instruments.measure(METRICS.reasoningTokens, usage.reasoningTokens, unknown, context);
  instruments.measure(METRICS.inputTokensPerCall, usage.inputTokens, withError, context);
  instruments.measure(METRICS.outputTokensPerCall, usage.outputTokens, withError, context);
  if (recorder.ports.semconv !== "1.36") return;
  const old = labels.with(ERROR_TYPE, end.errorType).with(GEN_AI_SYSTEM, systemOf(state.provider));
  instruments.measure(
    METRICS_1_36.tokenUsage,
    usage.inputTokens,
    old.with(GEN_AI_TOKEN_TYPE, "input").attributes,
    context,
  );
  instruments.measure(
    METRICS_1_36.tokenUsage,
    usage.outputTokens,
    old.with(GEN_AI_TOKEN_TYPE, "output").attributes,
    context,
  );
  instruments.measure(METRICS_1_36.operationDuration, end.durationSeconds, old.attributes, context);
}

const MODALITIES = ["text", "audio", "image"] as const;

/** Tokens by modality when the provider splits them; a rest that it does not name is `unknown`. A call without usage counts 0. */
function measureTokens(
  { recorder, context }: Scope,
  metric: MetricDefinition,
  labels: LabelSet,
  total: number | undefined,
  split: readonly (number | undefined)[],
): void {
  let rest = total ?? 0;
  let named = false;
  for (let index = 0; index < split.length; index += 1) {
    const tokens = split[index];
    if (tokens === undefined || tokens > rest) continue;
    named = true;
    rest -= tokens;
    const { attributes } = labels.with(genAi.GEN_AI_TOKEN_MODALITY, MODALITIES[index]);
    recorder.instruments.measure(metric, tokens, attributes, context);
  }
  if (named && rest === 0) return;
  recorder.instruments.measure(metric, rest, labels.with(genAi.GEN_AI_TOKEN_MODALITY, "unknown").attributes, context);
}
