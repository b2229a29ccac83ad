import type { TelemetryAttributes } from "../../internal/telemetry-record.ts";
import { LLM_PURPOSE } from "../../semconv/agentscribe-attributes.ts";
import { ERROR_TYPE } from "../../semconv/core-attributes.ts";
import { GEN_AI_SYSTEM, GEN_AI_TOKEN_TYPE } from "../../semconv/gen-ai-1-36-attributes.ts";
import * as genAi from "../../semconv/gen-ai-attributes.ts";
import { METRICS, METRICS_1_36 } from "../../semconv/metrics.ts";
import type { Usage } from "../../semconv/usage.ts";
import { emitEvent } from "../emit-event.ts";
import { measureCost } from "../measure-cost.ts";
import { operationLabels } from "../measure-operation.ts";
import { present } from "../present.ts";
import type { Scope, ScopeEnd } from "../scope.ts";
import type { CallFacts } from "../snapshot.ts";
import { emitDetails } from "./inference-details.ts";
import type { ConcludedCall, LlmState } from "./llm-state.ts";
import { costAttributes, responseAttributes } from "./response-attributes.ts";

const concluded = new WeakMap<LlmState, ConcludedCall>();

/** What is known the moment a call ends: its response, usage, and counts. */
export function countCall(scope: Scope, state: LlmState, end: ScopeEnd): void {
  const failed = end.errorType !== undefined;
  const call = state.conclude(scope, failed || end.unfinished === true);
  concluded.set(state, call);
  scope.usage = call.usage;
  const agent = scope.nearest("agent");
  if (agent !== undefined) agent.lastFinishReasons = call.finishReasons;
  scope.note(responseAttributes(call, state.provider));
  scope.add({ inferenceCalls: 1, errors: failed ? 1 : 0, ...(call.usage !== undefined && { usage: call.usage }) });
  scope.recorder.snapshot.call(callFacts(scope, state, call, failed));
}

/** What needs a price: cost, then metrics and events, in the order in which calls ended. */
export function finishCall(scope: Scope, state: LlmState, end: ScopeEnd): void {
  const { recorder } = scope;
  const call = concluded.get(state) ?? state.conclude(scope, end.errorType !== undefined || end.unfinished === true);
  const answer = recorder.ports.pricing.price({
    provider: call.reading?.provider ?? state.provider,
    model: call.reading?.responseModel ?? state.requestModel ?? "",
    usage: call.usage ?? {},
    at: scope.startTimeMillis,
    ...present({
      requestModel: state.requestModel,
      reportedCostUsd: state.reportedCostUsd ?? call.reading?.reportedCostUsd,
      serviceTier: call.reading?.serviceTier,
      region: call.reading?.region,
      usageIncomplete: call.incomplete || undefined,
    }),
  });
  scope.cost = answer;
  scope.span.setAttributes(costAttributes(answer));
  scope.add(answer.usd === undefined ? { unpricedCalls: 1 } : { costUsd: answer.usd });
  recorder.snapshot.price(callFacts(scope, state, call, end.errorType !== undefined), answer.usd);
  const labels = {
    ...operationLabels({
      ...state.attributes,
      ...present({ [genAi.GEN_AI_RESPONSE_MODEL]: call.reading?.responseModel }),
    }),
  };
  measureCall(scope, state, call, end, labels);
  measureCost(scope, answer, labels);
  if (end.errorType !== undefined) emitException(scope, state, end.errorType);
  if (call.reading?.refusal !== undefined) {
    const { category } = call.reading.refusal;
    emitEvent(recorder, "refusal", present({ category, provider: state.provider, model: state.requestModel }), {
      scope,
    });
  }
  emitDetails(scope, state, call, end);
}

function measureCall(
  scope: Scope,
  state: LlmState,
  call: ConcludedCall,
  end: ScopeEnd,
  labels: TelemetryAttributes,
): void {
  const { instruments, ports } = scope.recorder;
  const usage: Usage = call.usage ?? {};
  const withError = { ...labels, ...present({ [ERROR_TYPE]: end.errorType }) };
  instruments.measure(METRICS.inferenceDuration, end.durationSeconds, withError, scope.context);
  const add = (metric: typeof METRICS.inputTokens, tokens: number | undefined, modality: string): void => {
    if (tokens !== undefined)
      instruments.measure(metric, tokens, { ...labels, [genAi.GEN_AI_TOKEN_MODALITY]: modality }, scope.context);
  };
  for (const [modality, tokens] of split(
    usage.inputTokens,
    usage.textInputTokens,
    usage.audioInputTokens,
    usage.imageInputTokens,
  )) {
    add(METRICS.inputTokens, tokens, modality);
  }
  for (const [modality, tokens] of split(
    usage.outputTokens,
    usage.textOutputTokens,
    usage.audioOutputTokens,
    usage.imageOutputTokens,
  )) {
    add(METRICS.outputTokens, tokens, modality);
  }
  add(METRICS.cacheReadTokens, usage.cacheReadTokens, "unknown");
  add(METRICS.cacheWriteTokens, usage.cacheWriteTokens, "unknown");
  add(METRICS.reasoningTokens, usage.reasoningTokens, "unknown");
  const record = (
    metric: typeof METRICS.inputTokens,
    tokens: number | undefined,
    extra: TelemetryAttributes = {},
  ): void => {
    if (tokens !== undefined) instruments.measure(metric, tokens, { ...withError, ...extra }, scope.context);
  };
  record(METRICS.inputTokensPerCall, usage.inputTokens);
  record(METRICS.outputTokensPerCall, usage.outputTokens);
  if (ports.semconv !== "1.36") return;
  const old = { [GEN_AI_SYSTEM]: state.provider };
  record(METRICS_1_36.tokenUsage, usage.inputTokens, { ...old, [GEN_AI_TOKEN_TYPE]: "input" });
  record(METRICS_1_36.tokenUsage, usage.outputTokens, { ...old, [GEN_AI_TOKEN_TYPE]: "output" });
  instruments.measure(METRICS_1_36.operationDuration, end.durationSeconds, { ...withError, ...old }, scope.context);
}

/** Tokens by modality when the provider splits them; a rest that it does not name is `unknown`. A call without usage counts 0. */
function split(total: number | undefined, text?: number, audio?: number, image?: number): [string, number][] {
  const named: [string, number][] = [];
  let rest = total ?? 0;
  for (const [modality, tokens] of [
    ["text", text],
    ["audio", audio],
    ["image", image],
  ] as const) {
    if (tokens === undefined || tokens > rest) continue;
    named.push([modality, tokens]);
    rest -= tokens;
  }
  return rest > 0 || named.length === 0 ? [...named, ["unknown", rest]] : named;
}

function emitException(scope: Scope, state: LlmState, type: string): void {
  emitEvent(
    scope.recorder,
    "exception",
    present({
      type,
      message: scope.failure?.message,
      operation: state.operation,
      provider: state.provider,
      model: state.requestModel,
    }),
    { scope },
  );
}

function callFacts(scope: Scope, state: LlmState, call: ConcludedCall, failed: boolean): CallFacts {
  const agent = scope.inherited[genAi.GEN_AI_AGENT_NAME];
  const purpose = scope.plan.attributes[LLM_PURPOSE];
  return {
    model: `${state.provider}/${call.reading?.responseModel ?? state.requestModel ?? "unknown"}`,
    agent: typeof agent === "string" ? agent : undefined,
    purpose: typeof purpose === "string" ? purpose : undefined,
    inferenceCalls: 1,
    failed,
    retries: state.retries,
    usage: call.usage,
  };
}
