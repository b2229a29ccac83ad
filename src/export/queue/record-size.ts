import { EncodedText } from "../../internal/encoded-text.ts";
import type {
  ContentAttribute,
  LogRecord,
  SpanRecord,
  TelemetryAttributes,
  TelemetryValue,
} from "../../internal/telemetry-record.ts";

const RECORD_BYTES = 512;
const ENTRY_BYTES = 32;

/** About how much memory a record holds, for queues that keep it as it is. */
export function recordSize(record: SpanRecord | LogRecord): number {
  const size = RECORD_BYTES + attributesSize(record.attributes) + contentSize(record.content);
  if (!("events" in record)) return size + valueSize(record.body);
  return size + spanPartsSize(record);
}

/** What a span has beside its own attributes and content. */
function spanPartsSize({ events, links, status }: SpanRecord): number {
  let size = status.contentMessage?.length ?? 0;
  for (const { attributes, content } of events) size += ENTRY_BYTES + attributesSize(attributes) + contentSize(content);
  for (const { attributes } of links) size += ENTRY_BYTES + attributesSize(attributes);
  return size;
}

function contentSize(content: readonly ContentAttribute[] = []): number {
  let size = 0;
  for (const { key, value } of content) size += key.length + valueSize(value);
  return size;
}

function attributesSize(attributes: TelemetryAttributes): number {
  let size = 0;
  for (const [key, value] of Object.entries(attributes)) size += key.length + valueSize(value);
  return size;
}

function valueSize(value: TelemetryValue | undefined): number {
  if (typeof value === "string") return ENTRY_BYTES + value.length;
  if (value instanceof EncodedText) return ENTRY_BYTES + value.byteLength;
  if (typeof value !== "object" || value === null) return ENTRY_BYTES;
  let size = ENTRY_BYTES;
  for (const item of Object.values(value)) size += valueSize(item);
  return size;
}
