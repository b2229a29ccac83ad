import type { Context } from "@opentelemetry/api";
import type { TelemetryAttributes } from "../../internal/telemetry-record.ts";
import { isRefusal, type ProviderReading, readError } from "../../providers/index.ts";
import * as own from "../../semconv/agentscribe-attributes.ts";
import { SERVER_ADDRESS, SERVER_PORT } from "../../semconv/core-attributes.ts";
import { GEN_AI_SYSTEM, systemOf } from "../../semconv/gen-ai-1-36-attributes.ts";
import * as genAi from "../../semconv/gen-ai-attributes.ts";
import { label } from "../given-value.ts";
import type { ConcludedCall } from "../llm/concluded-call.ts";
import { countCall, type EndedCall, finishCall } from "../llm/finish-call.ts";
import type { OpenSpan } from "../ports.ts";
import { type AttributeDraft, present, put } from "../present.ts";
import type { Recorder } from "../recorder.ts";
import type { ScopeFailure, ScopePlan } from "../scope-plan.ts";
import { addTotals } from "../scope-totals.ts";
import { embeddings } from "../scopes/embeddings.ts";
import type { ForeignCall } from "./foreign-call.ts";
import type { ForeignSpan } from "./foreign-spans.ts";

interface EndedForeign {
  readonly name: string;
  readonly startTimeMillis: number;
  readonly endTimeMillis: number;
  readonly attributes: TelemetryAttributes;
}

/**
 * Records a model call that the span of another instrumentation stands for as if it were one of our own: totals of the scopes around it, cost by the
 * time of its start, metrics, events. What is found goes on that span, which is ended when prices are known.
 */
export function recordForeignCall(
  recorder: Recorder,
  call: ForeignCall,
  { around }: ForeignSpan,
  ended: EndedForeign,
  span: (inherited: TelemetryAttributes) => OpenSpan,
): void {
  const named = present({
    [genAi.GEN_AI_OPERATION_NAME]: call.operation,
    [genAi.GEN_AI_PROVIDER_NAME]: call.provider,
    [genAi.GEN_AI_REQUEST_MODEL]: call.requestModel,
    [GEN_AI_SYSTEM]: recorder.ports.semconv === "1.36" ? systemOf(call.provider) : undefined,
  });
  const labels: AttributeDraft = { ...named };
  for (const key of [SERVER_ADDRESS, SERVER_PORT, ...SAID_FROM_OUTSIDE]) put(labels, key, ended.attributes[key]);
  const vectors = call.operation === "embeddings" ? embeddings.draft(recorder, optionsOf(call)) : undefined;
  if (vectors !== undefined) sayServer(vectors.plan.attributes as AttributeDraft, labels);
  const plan = vectors?.plan ?? inferencePlan(call, labels);
  const stamp = agentOf(recorder, around, ended.attributes);
  const scope = recorder.adopt({ ...plan, spanName: ended.name, stamp }, around, ended.startTimeMillis, span);
  scope.note({
    ...named,
    ...present({ [genAi.GEN_AI_OPERATION_NAME]: ended.attributes[genAi.GEN_AI_OPERATION_NAME] }),
    ...saidFromOutside(plan.attributes, ended.attributes),
  });
  const vectorsCall = vectors?.bind(scope);
  if (call.usage !== undefined) vectorsCall?.usage(call.usage);
  vectorsCall?.answered({
    retries: call.retries,
    ...(call.responseModel !== undefined && { model: call.responseModel }),
  });
  if (vectorsCall === undefined && call.retries > 0) addTotals(scope, { retries: call.retries });
  if (call.errorType !== undefined) scope.fail(failureOf(call.errorType));
  scope.end({ endTimeMillis: ended.endTimeMillis });
}

/** What scopes around say of calls inside. */
const SAID_FROM_OUTSIDE = [own.LLM_PURPOSE, genAi.GEN_AI_PROMPT_NAME, genAi.GEN_AI_PROMPT_VERSION] as const;

/** What the span did not say itself. */
function saidFromOutside(attributes: TelemetryAttributes, said: TelemetryAttributes): TelemetryAttributes {
  const added = SAID_FROM_OUTSIDE.filter((key) => said[key] === undefined);
  return present(Object.fromEntries(added.map((key) => [key, attributes[key]])));
}

/** The agent that the span names, where it was made in none of ours. */
function agentOf(recorder: Recorder, around: Context, attributes: TelemetryAttributes): TelemetryAttributes {
  const isKnown = recorder.inheritedIn(around)[genAi.GEN_AI_AGENT_NAME] !== undefined;
  return isKnown ? {} : present({ [genAi.GEN_AI_AGENT_NAME]: label(attributes[genAi.GEN_AI_AGENT_NAME]) });
}

/** The type of an error of HTTP is its status. */
function failureOf(type: string): ScopeFailure {
  return isRefusal(readError({ status: Number(type) })) ? { type, refused: true } : { type };
}

function optionsOf({ provider, requestModel }: ForeignCall): { provider: string; model?: string } {
  return { provider, ...(requestModel !== undefined && { model: requestModel }) };
}

/** Where the span says that the request went: what it does not say is not taken for the provider's own server. */
function sayServer(attributes: AttributeDraft, said: AttributeDraft): void {
  for (const key of [SERVER_ADDRESS, SERVER_PORT]) {
    delete attributes[key];
    put(attributes, key, said[key]);
  }
}

function inferencePlan(call: ForeignCall, labels: AttributeDraft): ScopePlan {
  const concluded = conclude(call);
  const state: EndedCall = {
    provider: call.provider,
    operation: call.operation,
    requestModel: call.requestModel,
    attributes: labels,
    reportedCostUsd: undefined,
    retries: call.retries,
    inferenceCalls: 1,
    counted: undefined,
    isPending: false,
    conclude: () => concluded,
  };
  return {
    kind: "llm",
    isPriced: true,
    spanName: call.operation,
    spanKind: "client",
    attributes: labels,
    count: (scope, end) => countCall(scope, state, end),
    finish: (scope, end) => finishCall(scope, state, end),
  };
}

/** Output that nobody counted is not made up: the cost is then an estimate, of the input alone. */
function conclude(call: ForeignCall): ConcludedCall {
  const { timeToFirstChunkSeconds: firstChunk } = call;
  const { usage, mended, retries, responseId, responseModel, serviceTier, systemFingerprint, finishReasons } = call;
  const isCut = call.errorType !== undefined || (usage !== undefined && usage.outputTokens === undefined);
  const reading: ProviderReading = {
    format: "span",
    ...(responseId !== undefined && { responseId }),
    ...(responseModel !== undefined && { responseModel }),
    ...(serviceTier !== undefined && { serviceTier }),
    ...(systemFingerprint !== undefined && { systemFingerprint }),
    outputMessages: () => [],
  };
  const notes: AttributeDraft = {};
  put(notes, own.USAGE_MENDED, mended.length > 0 ? mended.join(",") : undefined);
  put(notes, own.LLM_RETRIES, retries > 0 ? retries : undefined);
  return {
    reading,
    responseId,
    responseModel,
    usage,
    reported: usage,
    estimated: isCut && usage !== undefined ? ["outputTokens"] : undefined,
    mended,
    finishReasons,
    isStream: false,
    timeToFirstChunkSeconds: firstChunk !== undefined && firstChunk >= 0 ? firstChunk : undefined,
    chunks: undefined,
    incomplete: isCut,
    notes,
  };
}
