import type { TelemetryAttributes } from "../../internal/telemetry-record.ts";
import { readResponse } from "../../providers/index.ts";
import * as genAi from "../../semconv/gen-ai-attributes.ts";
import type { Provider } from "../../semconv/operations.ts";
import { captureMessages } from "../capture-messages.ts";
import { measureOperation } from "../measure-operation.ts";
import { label, present, read } from "../present.ts";
import type { Scope } from "../scope.ts";
import { createScopeHandle, extendHandle, type ScopeHandle } from "../scope-handle.ts";
import type { ScopeOptions, ScopeType } from "../scope-type.ts";
import { serverAttributes } from "../server-attributes.ts";
import { userAttributes } from "../user-attributes.ts";

export interface FetchResponseOptions extends ScopeOptions {
  readonly provider: Provider;
  /** The id of the stored response. */
  readonly id: string;
  readonly serverAddress?: string;
  readonly serverPort?: number;
}

export interface FetchResponseCall extends ScopeHandle {
  response(response: unknown): void;
}

/** Fetching a response that the provider stored: no inference, so no usage and no cost. */
export const fetchResponse: ScopeType<FetchResponseOptions, FetchResponseCall> = {
  ownsStreams: false,
  draft(recorder, options) {
    const { ports } = recorder;
    const provider = label(read(options, "provider")) ?? "unknown";
    let response: unknown;
    const attributes: TelemetryAttributes = {
      ...userAttributes(ports, read(options, "attributes")),
      ...present({
        [genAi.GEN_AI_OPERATION_NAME]: "fetch_response",
        [genAi.GEN_AI_PROVIDER_NAME]: provider,
        [genAi.GEN_AI_RESPONSE_ID]: label(read(options, "id")),
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
          if (end.errorType !== undefined) scope.add({ errors: 1 });
          describeResponse(scope, response, provider);
        },
        finish: (scope, end) => measureOperation(recorder, scope, end, attributes),
      },
      onResult(value) {
        response ??= value;
      },
      bind: (scope) =>
        extendHandle(createScopeHandle(scope), {
          response(given: unknown): void {
            if (!scope.isEnded) response = given;
          },
        }),
    };
  },
};

function describeResponse(scope: Scope, response: unknown, provider: string): void {
  const reading = readResponse(response, { provider });
  if (reading === undefined) return;
  scope.span.setAttributes(
    present({
      [genAi.GEN_AI_RESPONSE_MODEL]: reading.responseModel,
      [genAi.GEN_AI_RESPONSE_STATUS]: reading.status,
      [genAi.GEN_AI_RESPONSE_FINISH_REASONS]: reading.finishReasons,
      [genAi.OPENAI_API_TYPE]: provider === "openai" ? reading.apiType : undefined,
    }),
  );
  captureMessages(scope, "responses", genAi.GEN_AI_OUTPUT_MESSAGES, reading.outputMessages());
}
