import type { SplicedBytes } from "../../internal/spliced-bytes.ts";
import type { LogRecord } from "../../internal/telemetry-record.ts";
import { type AllowsContent, writeAnyValue, writeAttributes, writeContent } from "./attributes.ts";
import { recordWriter as writer } from "./record-writer.ts";

const ATTRIBUTES = 6;

/** The fields of an OTLP `LogRecord`, with the content that `allows` admits. */
export function encodeLogRecord(record: LogRecord, allows: AllowsContent): SplicedBytes {
  writer.reset();
  writer.timeNanos(1, record.timeMillis);
  if (record.severityNumber) writer.uint(2, record.severityNumber);
  if (record.severityText) writer.string(3, record.severityText);
  if (record.body !== undefined) writeAnyValue(writer, 5, record.body);
  writeAttributes(writer, ATTRIBUTES, record.attributes);
  writeContent(writer, ATTRIBUTES, record.content, allows);
  if (record.droppedAttributesCount > 0) writer.uint(7, record.droppedAttributesCount);
  if (record.traceFlags) writer.fixed32(8, record.traceFlags);
  if (record.traceId) writer.hex(9, record.traceId);
  if (record.spanId) writer.hex(10, record.spanId);
  writer.timeNanos(11, record.observedTimeMillis);
  if (record.eventName) writer.string(12, record.eventName);
  return writer.finishSpliced();
}

/** The same record for several policies; those that admit the same content share one object. */
export function encodeLogRecordForPolicies(
  record: LogRecord,
  policies: readonly AllowsContent[],
): readonly SplicedBytes[] {
  const byAllowed = new Map<string, SplicedBytes>();
  return policies.map((allows) => {
    const allowed = record.content.map(({ kind }) => (allows(kind) ? 1 : 0)).join("");
    const encoded = byAllowed.get(allowed) ?? encodeLogRecord(record, allows);
    byAllowed.set(allowed, encoded);
    return encoded;
  });
}
