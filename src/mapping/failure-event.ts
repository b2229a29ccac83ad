import type { SpanEventRecord, SpanRecord } from "../internal/telemetry-record.ts";
import { ERROR_TYPE, EXCEPTION_MESSAGE, EXCEPTION_TYPE } from "../semconv/core-attributes.ts";

/** An exception for a span that failed and has none. Where its text is withheld, the type stands in for it, since an exception has a message. */
export function failureEvent(
  { status, events, attributes, endTimeMillis }: SpanRecord,
  allows: (kind: string) => boolean,
): readonly SpanEventRecord[] {
  if (status.code !== 2 || events.some(({ name }) => name === "exception")) return [];
  const type = attributes[ERROR_TYPE] ?? "_OTHER";
  const text = allows("errorText") ? status.contentMessage : undefined;
  const said = { [EXCEPTION_TYPE]: type, [EXCEPTION_MESSAGE]: text || type };
  return [{ name: "exception", timeMillis: endTimeMillis, attributes: said }];
}
