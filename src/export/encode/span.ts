import type { SplicedBytes } from "../../internal/spliced-bytes.ts";
import type { SpanEventRecord, SpanLinkRecord, SpanRecord, SpanStatusRecord } from "../../internal/telemetry-record.ts";
import { type AllowsContent, writeAttributes, writeContent, writeLayers } from "./attributes.ts";
import { recordWriter as writer } from "./record-writer.ts";

const ATTRIBUTES = 9;
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;
/** The content kind of `SpanStatusRecord.contentMessage`. */
const ERROR_TEXT = "errorText";

/** The fields of an OTLP `Span`, with the content that `allows` admits. */
export function encodeSpan(record: SpanRecord, allows: AllowsContent): SplicedBytes {
  return written(() => {
    writeBase(record);
    writePolicyParts(record, allows);
    writeContent(writer, ATTRIBUTES, record.content, allows);
  });
}

/**
 * The same span for several policies. What all of them get is encoded once, and so is each content attribute; protobuf
 * fields may be concatenated. Policies that differ in no kind this span holds share one object.
 */
export function encodeSpanForPolicies(record: SpanRecord, policies: readonly AllowsContent[]): readonly SplicedBytes[] {
  const kinds = contentKinds(record);
  const [first] = policies;
  if (first === undefined) return [];
  if (kinds.length === 0 || policies.length === 1) {
    const span = encodeSpan(record, first);
    return policies.map(() => span);
  }
  const base = written(() => writeBase(record));
  const content = record.content.map((attribute) => ({
    kind: attribute.kind,
    fields: written(() => writeContent(writer, ATTRIBUTES, [attribute], () => true)),
  }));
  const byAllowed = new Map<string, SplicedBytes>();
  return policies.map((allows) => {
    const allowed = kinds.map((kind) => (allows(kind) ? 1 : 0)).join("");
    const known = byAllowed.get(allowed);
    if (known !== undefined) return known;
    const span = written(() => {
      writer.spliced(base);
      writePolicyParts(record, allows);
      for (const { kind, fields } of content) if (allows(kind)) writer.spliced(fields);
    });
    byAllowed.set(allowed, span);
    return span;
  });
}

function written(write: () => void): SplicedBytes {
  writer.reset();
  write();
  return writer.finishSpliced();
}

function contentKinds(record: SpanRecord): readonly string[] {
  if (record.content.length === 0 && record.events.length === 0 && record.status.contentMessage === undefined)
    return [];
  const kinds = new Set<string>();
  for (const { kind } of record.content) kinds.add(kind);
  for (const event of record.events) for (const { kind } of event.content ?? []) kinds.add(kind);
  if (record.status.contentMessage !== undefined) kinds.add(ERROR_TEXT);
  return [...kinds];
}

/** Everything that no policy changes. */
function writeBase(record: SpanRecord): void {
  writer.hex(1, record.traceId);
  writer.hex(2, record.spanId);
  if (record.traceState) writer.string(3, record.traceState);
  if (record.parentSpanId) writer.hex(4, record.parentSpanId);
  writer.string(5, record.name);
  writer.uint(6, record.kind + 1);
  writer.timeNanos(7, record.startTimeMillis);
  writer.timeNanos(8, record.endTimeMillis);
  if (record.layers === undefined) writeAttributes(writer, ATTRIBUTES, record.attributes);
  else writeLayers(writer, ATTRIBUTES, record.layers);
  writeCount(10, record.droppedAttributesCount);
  for (const event of record.events) if (event.content === undefined) writeEvent(event, () => false);
  writeCount(12, record.droppedEventsCount);
  for (const link of record.links) writeLink(link);
  writeCount(14, record.droppedLinksCount);
  writer.fixed32(16, (record.traceFlags & 0xff) | HAS_IS_REMOTE | (record.parentIsRemote ? IS_REMOTE : 0));
}

/** Nested messages that hold content, which cannot be put together from pieces. */
function writePolicyParts(record: SpanRecord, allows: AllowsContent): void {
  for (const event of record.events) if (event.content !== undefined) writeEvent(event, allows);
  writeStatus(record.status, allows);
}

function writeEvent(event: SpanEventRecord, allows: AllowsContent): void {
  const mark = writer.begin(11);
  writer.timeNanos(1, event.timeMillis);
  writer.string(2, event.name);
  writeAttributes(writer, 3, event.attributes);
  if (event.content !== undefined) writeContent(writer, 3, event.content, allows);
  writer.end(mark);
}

function writeLink(link: SpanLinkRecord): void {
  const mark = writer.begin(13);
  writer.hex(1, link.traceId);
  writer.hex(2, link.spanId);
  if (link.traceState) writer.string(3, link.traceState);
  writeAttributes(writer, 4, link.attributes);
  writer.fixed32(6, ((link.traceFlags ?? 0) & 0xff) | HAS_IS_REMOTE);
  writer.end(mark);
}

function writeStatus(status: SpanStatusRecord, allows: AllowsContent): void {
  const message = (allows(ERROR_TEXT) ? status.contentMessage : undefined) ?? "";
  if (status.code === 0 && message === "") return;
  const mark = writer.begin(15);
  if (message !== "") writer.string(2, message);
  writer.uint(3, status.code);
  writer.end(mark);
}

function writeCount(field: number, count: number): void {
  if (count > 0) writer.uint(field, count);
}
