import { guard } from "../../internal/guard.ts";
import type { ContentAttribute } from "../../internal/telemetry-record.ts";
import { ERROR_TYPE } from "../../semconv/core-attributes.ts";
import { statusAttributes } from "../http-status.ts";
import { OWN_SCOPE } from "../own-scope.ts";
import { present } from "../present.ts";
import type { Scope } from "../scope.ts";
import type { ScopeEnd } from "../scope-plan.ts";
import { structured } from "../structured.ts";
import type { ConcludedCall } from "./concluded-call.ts";
import type { LlmState } from "./llm-state.ts";
import { responseAttributes } from "./response-attributes.ts";

/**
 * The event `gen_ai.client.inference.operation.details`: everything the span says, with its content. Opt-in by the conventions: only where
 * content is captured on events. Messages are structures here and JSON text on the span.
 */
export function emitDetails(
  scope: Scope,
  state: Pick<LlmState, "attributes" | "provider">,
  call: ConcludedCall,
  end: ScopeEnd,
): void {
  const { ports } = scope.recorder;
  if (!ports.content.onEvents) return;
  const content: ContentAttribute[] = Object.entries(scope.captured ?? {}).map(([key, { kind, value }]) => ({
    kind: ports.content.placed(kind, "event"),
    key,
    value: structured(value),
  }));
  const { traceId, spanId, traceFlags } = scope.span.api.spanContext();
  guard(
    ports.diag,
    "inference-details",
    () =>
      ports.events.emit(
        {
          eventName: "gen_ai.client.inference.operation.details",
          timeMillis: end.endTimeMillis,
          observedTimeMillis: scope.now(),
          severityNumber: 5,
          severityText: "DEBUG",
          attributes: {
            ...scope.inherited,
            ...state.attributes,
            ...responseAttributes(call, state.provider),
            ...present({ [ERROR_TYPE]: end.errorType }),
            ...statusAttributes(scope.failedStatus),
          },
          content,
          droppedAttributesCount: 0,
          traceId,
          spanId,
          traceFlags,
          scope: OWN_SCOPE,
        },
        scope.context,
      ),
    undefined,
  );
}
