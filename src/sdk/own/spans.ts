import type { Attributes, Link, Span, SpanContext } from "@opentelemetry/api";
import { INVALID_SPAN_CONTEXT } from "../../internal/invalid-span-context.ts";
import type { TelemetryAttributes, TelemetryValue } from "../../internal/telemetry-record.ts";
import type { OpenSpan, SpanKindName, SpanStarter } from "../../record/ports.ts";
import type { PlacedKind } from "../../semconv/content-kind.ts";
import type { LightSpan } from "../../trace/light-span.ts";
import { createNonRecordingSpan } from "../../trace/non-recording-span.ts";
import { parentSpanContext } from "../../trace/span-context.ts";
import type { LightTracer } from "../../trace/tracer.ts";

/** `SpanKind` of the OpenTelemetry API. */
export const SPAN_KINDS: Readonly<Record<SpanKindName, 0 | 1 | 2>> = { internal: 0, server: 1, client: 2 };

/** Scopes as spans of our own tracer. */
export function ownSpans(tracer: Pick<LightTracer, "startSpan">): SpanStarter {
  return {
    start: (span) =>
      new OwnSpan(
        tracer.startSpan(
          span.name,
          {
            kind: SPAN_KINDS[span.kind],
            startTime: span.startTimeMillis,
            clockOffset: span.clockOffset,
            safeAttributes: span.attributes as Record<string, TelemetryValue>,
            root: span.root === true,
            ...(span.links !== undefined && { links: span.links as Link[] }),
          },
          span.parent,
        ),
      ),
  };
}

/** Scopes without spans: what runs inside belongs to the span around it. */
export function noSpans(): SpanStarter {
  return {
    start: ({ parent }) => new OwnSpan(createNonRecordingSpan(parentSpanContext(parent) ?? INVALID_SPAN_CONTEXT)),
  };
}

export class OwnSpan implements OpenSpan {
  readonly api: Span;
  readonly #span: LightSpan;

  constructor(span: LightSpan, api: Span = span) {
    this.#span = span;
    this.api = api;
  }

  setAttributes(attributes: TelemetryAttributes): void {
    this.#span.setSafeAttributes(attributes);
  }

  setContent(kind: PlacedKind, key: string, value: TelemetryValue): void {
    this.#span.setContent(kind, key, value);
  }

  addEvent(name: string, attributes: TelemetryAttributes, timeMillis?: number): void {
    this.#span.addSafeEvent(name, attributes, timeMillis);
  }

  addLink(context: SpanContext, attributes: TelemetryAttributes): void {
    this.#span.addLink({ context, attributes: attributes as Attributes });
  }

  setError(contentMessage?: string): void {
    if (contentMessage === undefined) this.#span.setStatus({ code: 2 });
    else this.#span.setStatusContent(contentMessage);
  }

  end(endTimeMillis: number): void {
    this.#span.end(endTimeMillis);
  }
}
