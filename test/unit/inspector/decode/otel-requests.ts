import type { Attributes } from "@opentelemetry/api";
import { JsonTraceSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";

/** What a test says of a span; the rest is alike for all. */
export interface SpanSketch {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly parentSpanId?: string | undefined;
  readonly name?: string;
  readonly kind?: number;
  readonly start?: readonly [seconds: number, nanos: number];
  readonly end?: readonly [seconds: number, nanos: number];
  readonly status?: { readonly code: number; readonly message?: string };
  readonly attributes?: Attributes;
  readonly events?: readonly {
    readonly name: string;
    readonly time: readonly [number, number];
    readonly attributes?: Attributes;
  }[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string; readonly attributes?: Attributes }[];
}

export const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
export const SPAN_ID = "b7ad6b7169203331";

export function toOtelSpan(sketch: SpanSketch): ReadableSpan {
  const traceId = sketch.traceId ?? TRACE_ID;
  const context = (spanId: string) => ({ traceId, spanId, traceFlags: 1 });
  return {
    name: sketch.name ?? "chat",
    kind: sketch.kind ?? 2,
    spanContext: () => context(sketch.spanId ?? SPAN_ID),
    ...(sketch.parentSpanId !== undefined && { parentSpanContext: context(sketch.parentSpanId) }),
    startTime: [...(sketch.start ?? [1_700_000_000, 1_500])] as [number, number],
    endTime: [...(sketch.end ?? [1_700_000_001, 2_500])] as [number, number],
    status: sketch.status ?? { code: 0 },
    attributes: sketch.attributes ?? {},
    events: (sketch.events ?? []).map((event) => ({ ...event, time: [...event.time] as [number, number] })),
    links: (sketch.links ?? []).map(({ traceId: id, spanId, attributes }) => ({
      context: { traceId: id, spanId, traceFlags: 1 },
      attributes: attributes ?? {},
    })),
    duration: [1, 0],
    ended: true,
    resource: resourceFromAttributes({ "service.name": "triage-bot" }),
    instrumentationScope: {
      name: "test-scope",
      version: "1.2.3",
      schemaUrl: "https://opentelemetry.io/schemas/1.37.0",
    },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  } as ReadableSpan;
}

/** A trace request as OpenTelemetry's own exporters write it. */
export function traceRequest(encoding: "protobuf" | "json", ...spans: readonly SpanSketch[]): Uint8Array {
  const serializer = encoding === "json" ? JsonTraceSerializer : ProtobufTraceSerializer;
  const body = serializer.serializeRequest(spans.map(toOtelSpan));
  if (body === undefined) throw new Error("OpenTelemetry wrote no request");
  return body;
}
