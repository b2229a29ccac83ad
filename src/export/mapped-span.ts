import type { SpanEventRecord, SpanRecord, TelemetryValue } from "../internal/telemetry-record.ts";
import type { AllowsContent } from "./encode/attributes.ts";

/** What one destination gets beside what a span says. */
export interface SpanAdditions {
  /** One that is `undefined` is left out. */
  readonly attributes: Readonly<Record<string, TelemetryValue | undefined>>;
  readonly events?: readonly SpanEventRecord[];
}

/** Makes the additions for a destination of what it may have of the span. */
export type SpanMapping = (record: SpanRecord, allows: AllowsContent) => SpanAdditions;

/** The span as a destination with names of its own receives it. */
export function mapSpan(record: SpanRecord, allows: AllowsContent, map: SpanMapping): SpanRecord {
  const { attributes: mapped, events = [] } = map(record, allows);
  const attributes: Record<string, TelemetryValue> = {};
  for (const [key, value] of Object.entries({ ...record.attributes, ...mapped })) {
    if (value !== undefined) attributes[key] = value;
  }
  const content = record.content.filter(({ key }) => !Object.hasOwn(mapped, key));
  return { ...plainSpan(record), attributes, content, events: [...record.events, ...events] };
}

/** The fields of a record that may have getters, without the layers that its attributes were set in. */
function plainSpan(record: SpanRecord): SpanRecord {
  return {
    traceId: record.traceId,
    spanId: record.spanId,
    parentSpanId: record.parentSpanId,
    parentIsRemote: record.parentIsRemote,
    traceState: record.traceState,
    traceFlags: record.traceFlags,
    name: record.name,
    kind: record.kind,
    startTimeMillis: record.startTimeMillis,
    endTimeMillis: record.endTimeMillis,
    attributes: {},
    content: record.content,
    events: record.events,
    links: record.links,
    status: record.status,
    droppedAttributesCount: record.droppedAttributesCount,
    droppedEventsCount: record.droppedEventsCount,
    droppedLinksCount: record.droppedLinksCount,
    scope: record.scope,
  };
}
