import type { TelemetryAttributes } from "../../internal/telemetry-record.ts";
import { writeAttributes } from "./attributes.ts";
import { ProtobufWriter } from "./protobuf-writer.ts";

const writer = new ProtobufWriter();
const ERROR = 2;

/**
 * Fields of an OTLP `Span` to be put behind those of one that never ended. In protobuf the last of a single field counts, and repeated ones add up.
 */
export function encodeInterruption(endTimeMillis: number, attributes: TelemetryAttributes): Uint8Array {
  writer.reset();
  writer.timeNanos(8, endTimeMillis);
  writeAttributes(writer, 9, attributes);
  const status = writer.begin(15);
  writer.uint(3, ERROR);
  writer.end(status);
  return writer.finish();
}
