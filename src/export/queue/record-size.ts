import { EncodedText } from "../../internal/encoded-text.ts";
import type { LogRecord, SpanRecord, TelemetryAttributes, TelemetryValue } from "../../internal/telemetry-record.ts";

const RECORD_BYTES = 512;
const ENTRY_BYTES = 32;

/** About how much memory a record holds, for queues that keep it as it is. */
export function recordSize(record: SpanRecord | LogRecord): number {
  let size = RECORD_BYTES + attributesSize(record.attributes);
  for (const { key, value } of record.content) size += key.length + valueSize(value);
  if ("events" in record) for (const event of record.events) size += ENTRY_BYTES + attributesSize(event.attributes);
  if ("body" in record && record.body !== undefined) size += valueSize(record.body);
  return size;
}

function attributesSize(attributes: TelemetryAttributes): number {
  let size = 0;
  for (const [key, value] of Object.entries(attributes)) size += key.length + valueSize(value);
  return size;
}

function valueSize(value: TelemetryValue): number {
  if (typeof value === "string") return ENTRY_BYTES + value.length;
  if (value instanceof EncodedText) return ENTRY_BYTES + value.byteLength;
  if (typeof value !== "object" || value === null) return ENTRY_BYTES;
  let size = ENTRY_BYTES;
  for (const item of Object.values(value)) size += valueSize(item);
  return size;
}
