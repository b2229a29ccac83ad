import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import { ERROR_TYPE, SERVER_ADDRESS, SERVER_PORT } from "../semconv/core-attributes.ts";
import { GEN_AI_SYSTEM, GEN_AI_TOKEN_TYPE, systemOf } from "../semconv/gen-ai-1-36-attributes.ts";
import * as genAi from "../semconv/gen-ai-attributes.ts";
import { METRICS, METRICS_1_36 } from "../semconv/metrics.ts";
import type { LabelSet } from "./label-set.ts";
import type { Recorder } from "./recorder.ts";
import type { Scope } from "./scope.ts";
import type { ScopeEnd } from "./scope-plan.ts";
import { addTotals } from "./scope-totals.ts";

/** The labels that every client metric of the conventions has, taken from a span's attributes. */
export function operationLabels(
  recorder: Recorder,
  attributes: TelemetryAttributes,
  responseModel: string | undefined,
): LabelSet {
  return recorder.labels
    .with(genAi.GEN_AI_OPERATION_NAME, attributes[genAi.GEN_AI_OPERATION_NAME])
    .with(genAi.GEN_AI_PROVIDER_NAME, attributes[genAi.GEN_AI_PROVIDER_NAME])
    .with(genAi.GEN_AI_REQUEST_MODEL, attributes[genAi.GEN_AI_REQUEST_MODEL])
    .with(genAi.GEN_AI_RESPONSE_MODEL, responseModel)
    .with(SERVER_ADDRESS, attributes[SERVER_ADDRESS])
    .with(SERVER_PORT, attributes[SERVER_PORT]);
}

/** Counts an operation that failed, where its end has nothing else to count. */
export function countError(scope: Scope, end: ScopeEnd): void {
  if (end.errorType !== undefined) addTotals(scope, { errors: 1 });
}

/** Records the duration of a client operation that is no inference, and under the old names the input that it used. */
export function measureOperation(
  recorder: Recorder,
  scope: Scope,
  end: ScopeEnd,
  attributes: TelemetryAttributes,
  known: LabelSet = operationLabels(recorder, attributes, undefined),
): void {
  const { instruments, ports } = recorder;
  const isOld = ports.semconv === "1.36";
  const labels = known
    .with(GEN_AI_SYSTEM, isOld ? systemOf(attributes[genAi.GEN_AI_PROVIDER_NAME]) : undefined)
    .with(ERROR_TYPE, end.errorType);
  instruments.measure(METRICS.operationDuration, end.durationSeconds, labels.attributes, scope.context);
  const tokens = scope.usage?.inputTokens;
  if (!isOld || tokens === undefined) return;
  const inputLabels = labels.with(GEN_AI_TOKEN_TYPE, "input").attributes;
  instruments.measure(METRICS_1_36.tokenUsage, tokens, inputLabels, scope.context);
}
