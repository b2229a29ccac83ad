import { FIXED64, ProtobufReader } from "../../internal/otlp/protobuf-reader.ts";
import type { TelemetryAttributes } from "../../internal/telemetry-record.ts";
import { writeAttributes } from "./attributes.ts";
import { ProtobufWriter } from "./protobuf-writer.ts";

const writer = new ProtobufWriter();
const ERROR = 2;
const END_TIME = 8;

/**
 * Fields of an OTLP `Span` to be put behind those of one that never ended. In protobuf the last of a single field counts, and repeated ones add up.
 *
 * @param so - the span as it was when it was kept, and when its process last gave a sign of life. The disk, which dates the sign, may be behind the clock of the
 * program: a span ends no sooner than it was kept.
 */
export function encodeInterruption(
  { span, lastSignMillis }: { readonly span: Uint8Array; readonly lastSignMillis: number },
  attributes: TelemetryAttributes,
): Uint8Array {
  writer.reset();
  if (lastSignMillis > keptMillis(span)) writer.timeNanos(END_TIME, lastSignMillis);
  writeAttributes(writer, 9, attributes);
  const status = writer.begin(15);
  writer.uint(3, ERROR);
  writer.end(status);
  return writer.finish();
}

/** The end time that the span has so far; 0 where none can be read. */
function keptMillis(span: Uint8Array): number {
  const reader = new ProtobufReader(span);
  const end = span.byteLength;
  try {
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag === ((END_TIME << 3) | FIXED64)) return reader.micros(end) / 1_000;
      reader.skip(tag, end);
    }
  } catch {
    // Damaged, or of another kind: it has no end of its own.
  }
  return 0;
}
