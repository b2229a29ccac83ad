import type { Attributes, AttributeValue, Span, SpanContext, Tracer } from "@opentelemetry/api";
import type { Diag } from "../../internal/diag.ts";
import { EncodedText } from "../../internal/encoded-text.ts";
import { describeError } from "../../internal/guard.ts";
import { isOwn } from "../../internal/is-own.ts";
import type { TelemetryAttributes, TelemetryValue } from "../../internal/telemetry-record.ts";
import type { OpenSpan, SpanStart, SpanStarter } from "../../record/ports.ts";
import type { PlacedKind } from "../../semconv/content-kind.ts";
import { SPAN_KINDS } from "../own/spans.ts";

/**
 * Scopes as spans of the host's tracer: its sampler, processors and exporters see them like any other span. Content that passed the capture
 * policy becomes plain attributes, as JSON text; `allows` says which kinds the host's exporters may get.
 */
export function hostSpans(
  tracer: Tracer,
  allows: (kind: PlacedKind) => boolean,
  diag: Diag,
  mirror?: SpanMirror,
): SpanStarter {
  return {
    start(span) {
      const api = tracer.startSpan(
        span.name,
        {
          kind: SPAN_KINDS[span.kind],
          startTime: span.startTimeMillis,
          attributes: toHostAttributes(span.attributes),
          root: span.root === true,
          links: (span.links ?? []).map(({ context, attributes }) => ({
            context,
            attributes: toHostAttributes(attributes),
          })),
        },
        span.parent,
      );
      const hosted = new HostSpan(api, allows, diag);
      const copy = mirror?.(span, api);
      return copy === undefined ? hosted : bothSpans(copy, hosted);
    },
  };
}

/** Makes a second span for exporters of our own, with the host span's ids. */
export type SpanMirror = (span: SpanStart, hostSpan: Span) => OpenSpan | undefined;

class HostSpan implements OpenSpan {
  readonly api: Span;
  readonly #allows: (kind: PlacedKind) => boolean;
  readonly #diag: Diag;

  constructor(api: Span, allows: (kind: PlacedKind) => boolean, diag: Diag) {
    this.api = api;
    this.#allows = allows;
    this.#diag = diag;
  }

  setAttributes(attributes: TelemetryAttributes): void {
    this.api.setAttributes(toHostAttributes(attributes));
  }

  setContent(kind: PlacedKind, key: string, value: TelemetryValue): void {
    if (this.#allows(kind)) this.api.setAttribute(key, toHostValue(value));
  }

  addEvent(name: string, attributes: TelemetryAttributes, timeMillis?: number): void {
    this.api.addEvent(name, toHostAttributes(attributes), timeMillis);
  }

  addLink(context: SpanContext, attributes: TelemetryAttributes): void {
    // `addLink` exists since version 1.9 of the API; a span of an older SDK can lack it.
    this.api.addLink?.({ context, attributes: toHostAttributes(attributes) });
  }

  setError(contentMessage?: string): void {
    const message = this.#allows("errorText") ? contentMessage : undefined;
    this.api.setStatus({ code: 2, ...(message !== undefined && { message }) });
  }

  end(endTimeMillis: number): void {
    try {
      this.api.end(endTimeMillis);
    } catch (error) {
      const what = `a span processor of the application's OpenTelemetry providers failed: ${describeError(error)}`;
      this.#diag.warn("host:span.end", what);
    }
  }
}

/** The copy first: what the host's span does to its processors is no matter of ours. */
function bothSpans(copy: OpenSpan, hosted: OpenSpan): OpenSpan {
  const both =
    <A extends unknown[]>(call: (span: OpenSpan, ...args: A) => void) =>
    (...args: A): void => {
      call(copy, ...args);
      call(hosted, ...args);
    };
  return {
    api: hosted.api,
    setAttributes: both((span, attributes: TelemetryAttributes) => span.setAttributes(attributes)),
    setContent: both((span, kind: PlacedKind, key: string, value: TelemetryValue) => span.setContent(kind, key, value)),
    addEvent: both((span, name: string, attributes: TelemetryAttributes, time?: number) =>
      span.addEvent(name, attributes, time),
    ),
    addLink: both((span, context: SpanContext, attributes: TelemetryAttributes) => span.addLink(context, attributes)),
    setError: both((span, message?: string) => span.setError(message)),
    end: both((span, endTimeMillis: number) => span.end(endTimeMillis)),
  };
}

/** Attributes every version of the API takes: text, numbers, booleans and flat lists; anything deeper as JSON text. */
export function toHostAttributes(attributes: TelemetryAttributes): Attributes {
  const result: Attributes = {};
  for (const key in attributes) {
    if (!isOwn(attributes, key)) continue;
    const value = attributes[key];
    if (value !== undefined && value !== null) result[key] = toHostValue(value);
  }
  return result;
}

function toHostValue(value: TelemetryValue): AttributeValue {
  if (value instanceof EncodedText) return value.toString();
  if (typeof value !== "object" || value === null) return value ?? "";
  const isFlat =
    Array.isArray(value) &&
    value.every((one) => typeof one === "string" || typeof one === "number" || typeof one === "boolean");
  return isFlat ? ([...value] as string[]) : JSON.stringify(value);
}
