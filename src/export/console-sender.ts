import type { LogRecord, SpanRecord } from "../internal/telemetry-record.ts";
import { writeStderr } from "../internal/write-stderr.ts";
import type { AllowsContent } from "./encode/attributes.ts";

/** Characters that terminals act upon or show in another order: DEL, C1 and those of direction and zero width. */
const TERMINAL_CONTROLS = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** A span or log record as one line of JSON for a person, with the content that `allows` admits. */
export function describeRecord(record: SpanRecord | LogRecord, allows: AllowsContent): string {
  const attributes: Record<string, unknown> = { ...record.attributes };
  for (const { kind, key, value } of record.content) if (allows(kind)) attributes[key] = value;
  if ("eventName" in record || "timeMillis" in record) {
    return JSON.stringify({ event: record.eventName, traceId: record.traceId, spanId: record.spanId, attributes });
  }
  const { name, traceId, spanId, parentSpanId, status, startTimeMillis, endTimeMillis } = record;
  const message = allows("errorText") ? status.contentMessage : undefined;
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
  writeStderr(`${lines.map(escapeControls).join("\n")}\n`);
}

/** JSON escapes the other control characters itself. */
function escapeControls(line: string): string {
  return line.replace(TERMINAL_CONTROLS, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
