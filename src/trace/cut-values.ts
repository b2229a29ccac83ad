import type {
  ContentAttribute,
  LogRecord,
  SpanEventRecord,
  SpanLinkRecord,
  SpanRecord,
  TelemetryAttributes,
  TelemetryValue,
} from "../internal/telemetry-record.ts";
import { putAttribute, toTelemetryValue } from "./attribute-value.ts";

/**
 * The limit for the length of values, for what came through the OpenTelemetry API. It is kept last: a secret that is cut in two before it is looked
 * for is not found.
 */
export function cutSpan(span: SpanRecord, maxLength: number): SpanRecord {
  if (maxLength === Number.POSITIVE_INFINITY) return span;
  return {
    ...span,
    attributes: cutAttributes(span.attributes, maxLength),
    content: cutContent(span.content, maxLength),
    events: span.events.map((event) => cutEvent(event, maxLength)),
    links: span.links.map((link) => cutLink(link, maxLength)),
  };
}

export function cutEvent(event: SpanEventRecord, maxLength: number): SpanEventRecord {
  if (maxLength === Number.POSITIVE_INFINITY) return event;
  const attributes = cutAttributes(event.attributes, maxLength);
  return { ...event, attributes, ...(event.content && { content: cutContent(event.content, maxLength) }) };
}

export function cutLink(link: SpanLinkRecord, maxLength: number): SpanLinkRecord {
  if (maxLength === Number.POSITIVE_INFINITY) return link;
  return { ...link, attributes: cutAttributes(link.attributes, maxLength) };
}

/** Its body has no limit. */
export function cutLog(record: LogRecord, maxLength: number): LogRecord {
  if (maxLength === Number.POSITIVE_INFINITY) return record;
  return {
    ...record,
    attributes: cutAttributes(record.attributes, maxLength),
    content: cutContent(record.content, maxLength),
  };
}

function cutAttributes(attributes: TelemetryAttributes, maxLength: number): TelemetryAttributes {
  const result: Record<string, TelemetryValue> = {};
  for (const [key, value] of Object.entries(attributes)) {
    putAttribute(result, key, toTelemetryValue(value, maxLength) ?? null);
  }
  return result;
}

function cutContent(content: readonly ContentAttribute[], maxLength: number): readonly ContentAttribute[] {
  return content.map((one) => ({ ...one, value: toTelemetryValue(one.value, maxLength) ?? null }));
}
