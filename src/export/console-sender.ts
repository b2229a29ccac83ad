import type { LogRecord, SpanRecord } from "../internal/telemetry-record.ts";
import type { AllowsContent } from "./encode/attributes.ts";

/** A span or log record as one line of JSON for a person, with the content that `allows` admits. */
export function describeRecord(record: SpanRecord | LogRecord, allows: AllowsContent): string {
  const attributes: Record<string, unknown> = { ...record.attributes };
  for (const { kind, key, value } of record.content) if (allows(kind)) attributes[key] = value;
  if ("eventName" in record || "timeMillis" in record) {
    return JSON.stringify({ event: record.eventName, traceId: record.traceId, spanId: record.spanId, attributes });
  }
  const { name, traceId, spanId, parentSpanId, status, startTimeMillis, endTimeMillis } = record;
  const message = status.contentMessage !== undefined && allows("errorText") ? status.contentMessage : status.message;
  const durationMs = Math.round((endTimeMillis - startTimeMillis) * 1000) / 1000;
  return JSON.stringify({
    span: name,
    traceId,
    spanId,
    parentSpanId,
    durationMs,
    ...(status.code === 2 ? { error: message ?? true } : {}),
    attributes,
  });
}

/** Writes lines to stderr; never throws. */
export function writeLines(lines: readonly string[]): void {
  process.stderr.write(`${lines.join("\n")}\n`);
}
