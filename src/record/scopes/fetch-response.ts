import type { TelemetryAttributes } from "../../internal/telemetry-record.ts";
import { type ProviderReading, readResponse } from "../../providers/index.ts";
import * as genAi from "../../semconv/gen-ai-attributes.ts";
import type { Provider } from "../../semconv/operations.ts";
import { captureOutput } from "../capture-messages.ts";
import { label, labels, read } from "../given-value.ts";
import { putApi, withApi } from "../llm/api-attributes.ts";
import { countError, measureOperation, operationLabels } from "../measure-operation.ts";
import { type AttributeDraft, present, put } from "../present.ts";
import type { Scope } from "../scope.ts";
import { createScopeHandle, extendHandle, type ScopeHandle } from "../scope-handle.ts";
import type { ScopeOptions, ScopeType } from "../scope-type.ts";
import { serverAttributes } from "../server-attributes.ts";
import { userAttributes } from "../user-attributes.ts";

/** Which stored response is looked at. */
export interface FetchResponseOptions extends ScopeOptions {
  readonly provider: Provider;
  /** The id of the stored response. */
  readonly id: string;
  /** From where on a stream is fetched again: the number or id of the last event that was seen. */
  readonly streamCursor?: string | number | undefined;
  readonly serverAddress?: string | undefined;
  readonly serverPort?: number | undefined;
  /** Told of each state of the response that is seen. For wrappers of clients. */
  readonly onResponse?: ((response: unknown) => void) | undefined;
}

/** An open look at a stored response. */
export interface FetchResponseCall extends ScopeHandle {
  response(response: unknown): void;
}

/** Fetching a response that the provider stored: no inference, so no usage and no cost. */
export const fetchResponse: ScopeType<FetchResponseOptions, FetchResponseCall> = {
  ownsStreams: true,
  draft(recorder, options) {
    const { ports } = recorder;
    const provider = label(read(options, "provider")) ?? "unknown";
    let response: unknown;
    let isGiven = false;
    let reading: ProviderReading | undefined;
    const onResponse = read(options, "onResponse");
    const saw = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      if (!isGiven) response = value;
      if (typeof onResponse === "function") onResponse(value);
    };
    const attributes: TelemetryAttributes = {
      ...userAttributes(ports, read(options, "attributes")),
      ...present({
        [genAi.GEN_AI_OPERATION_NAME]: "fetch_response",
        [genAi.GEN_AI_PROVIDER_NAME]: provider,
        [genAi.GEN_AI_RESPONSE_ID]: label(read(options, "id")),
        [genAi.GEN_AI_REQUEST_STREAM_CURSOR]: label(read(options, "streamCursor")),
      }),
      ...serverAttributes(recorder, options),
    };
    return {
      plan: {
        kind: "fetch_response",
        spanName: "fetch_response",
        spanKind: "client",
        attributes,
        count(scope, end) {
          countError(scope, end);
          reading = readResponse(response, { provider });
          if (reading !== undefined) describeResponse(scope, reading, provider);
        },
        finish(scope, end) {
          const labels = operationLabels(recorder, attributes, label(reading?.responseModel));
          measureOperation(recorder, scope, end, attributes, withApi(labels, reading, provider));
        },
      },
      readsBodies: true,
      onResult(value) {
        saw(read(value, "response") === undefined ? value : (read(value, "data") ?? value));
      },
      onChunk(item) {
        saw(read(item, "response"));
      },
      bind: (scope) =>
        extendHandle(createScopeHandle(scope), {
          response(given: unknown): void {
            if (scope.isEnded) return;
            isGiven = true;
            response = given;
          },
        }),
    };
  },
};

function describeResponse(scope: Scope, reading: ProviderReading, provider: string): void {
  const said: AttributeDraft = {};
  put(said, genAi.GEN_AI_RESPONSE_MODEL, label(reading.responseModel));
  put(said, genAi.GEN_AI_RESPONSE_STATUS, label(reading.status));
  put(said, genAi.GEN_AI_RESPONSE_FINISH_REASONS, labels(reading.finishReasons));
  putApi(said, reading, provider);
  scope.span.setAttributes(said);
  captureOutput(scope, genAi.GEN_AI_OUTPUT_MESSAGES, reading.outputMessages());
}
