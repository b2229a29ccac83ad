import { EncodedText } from "../../internal/encoded-text.ts";
import type { SpanRecord, TelemetryAttributes } from "../../internal/telemetry-record.ts";
import type { AllowsContent, TelemetryResource } from "../encode/attributes.ts";

type HrTime = [number, number];

/** The properties that OpenTelemetry's `ReadableSpan` has in any of SDK 1.x, 2.x and 3.x. */
export interface ReadableSpanLike {
  readonly name: string;
  readonly kind: number;
  spanContext(): SpanContextLike;
  readonly parentSpanContext?: SpanContextLike;
  /** SDK 1.x. */
  readonly parentSpanId?: string;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly duration: HrTime;
  readonly ended: true;
  readonly status: { readonly code: number; readonly message?: string };
  readonly attributes: Record<string, unknown>;
  readonly events: readonly { name: string; time: HrTime; attributes: Record<string, unknown> }[];
  readonly links: readonly { context: SpanContextLike; attributes: Record<string, unknown> }[];
  readonly resource: { readonly attributes: Record<string, unknown>; readonly schemaUrl?: string };
  readonly instrumentationScope: { readonly name: string; readonly version?: string; readonly schemaUrl?: string };
  /** SDK 1.x. */
  readonly instrumentationLibrary: { readonly name: string; readonly version?: string; readonly schemaUrl?: string };
  readonly droppedAttributesCount: number;
  readonly droppedEventsCount: number;
  readonly droppedLinksCount: number;
}

interface SpanContextLike {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
  readonly isRemote?: boolean;
  readonly traceState?: { serialize(): string };
}

/** A span as exporters of the OpenTelemetry SDK expect it, with the content that `allows` admits. */
export function toReadableSpan(
  record: SpanRecord,
  resource: TelemetryResource,
  allows: AllowsContent,
): ReadableSpanLike {
  const attributes = plainAttributes(record.attributes);
  for (const { kind, key, value } of record.content) if (allows(kind)) attributes[key] = plain(value);
  const own = spanContext(record.traceId, record.spanId, record.traceFlags, record.traceState, undefined);
  const { code, contentMessage } = record.status;
  const text = allows("errorText") ? contentMessage : undefined;
  return {
    name: record.name,
    kind: record.kind,
    spanContext: () => own,
    ...parentOf(record),
    startTime: hrTime(record.startTimeMillis),
    endTime: hrTime(record.endTimeMillis),
    duration: hrTime(record.endTimeMillis - record.startTimeMillis),
    ended: true,
    status: text === undefined ? { code } : { code, message: text },
    attributes,
    events: record.events.map((event) => {
      const eventAttributes = plainAttributes(event.attributes);
      for (const { kind, key, value } of event.content ?? []) if (allows(kind)) eventAttributes[key] = plain(value);
      return { name: event.name, time: hrTime(event.timeMillis), attributes: eventAttributes };
    }),
    links: record.links.map((link) => ({
      context: spanContext(link.traceId, link.spanId, link.traceFlags ?? 0, link.traceState, undefined),
      attributes: plainAttributes(link.attributes),
    })),
    resource: {
      attributes: plainAttributes(resource.attributes),
      ...(resource.schemaUrl === undefined ? {} : { schemaUrl: resource.schemaUrl }),
    },
    instrumentationScope: record.scope,
    instrumentationLibrary: record.scope,
    droppedAttributesCount: record.droppedAttributesCount,
    droppedEventsCount: record.droppedEventsCount,
    droppedLinksCount: record.droppedLinksCount,
  };
}

function parentOf(record: SpanRecord): Pick<ReadableSpanLike, "parentSpanContext" | "parentSpanId"> {
  if (record.parentSpanId === undefined) return {};
  return {
    parentSpanId: record.parentSpanId,
    parentSpanContext: spanContext(
      record.traceId,
      record.parentSpanId,
      record.traceFlags,
      undefined,
      record.parentIsRemote,
    ),
  };
}

function spanContext(
  traceId: string,
  spanId: string,
  traceFlags: number,
  traceState: string | undefined,
  isRemote: boolean | undefined,
): SpanContextLike {
  return {
    traceId,
    spanId,
    traceFlags,
    ...(isRemote === undefined ? {} : { isRemote }),
    ...(traceState === undefined ? {} : { traceState: { serialize: () => traceState } }),
  };
}

function plainAttributes(attributes: TelemetryAttributes): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, plain(value)]));
}

function plain(value: unknown): unknown {
  return value instanceof EncodedText ? value.toString() : value;
}

function hrTime(millis: number): HrTime {
  const micros = Math.round(millis * 1000);
  const seconds = Math.floor(micros / 1_000_000);
  return [seconds, (micros - seconds * 1_000_000) * 1000];
}
