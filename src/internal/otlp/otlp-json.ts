import { MalformedOtlp } from "./malformed-otlp.ts";
import { type FieldShape, type MessageName, type MessageShape, OTLP_MESSAGES } from "./otlp-fields.ts";
import { BYTES, FIXED32, FIXED64, ProtobufReader, VARINT } from "./protobuf-reader.ts";

type JsonValue = string | number | boolean | JsonObject | JsonValue[];
type JsonObject = { [name: string]: JsonValue };

export type OtlpSignal = "traces" | "logs" | "metrics";

/** The message that a request of each signal is. */
export const OTLP_REQUESTS: Readonly<Record<OtlpSignal, MessageName>> = {
  traces: "TraceRequest",
  logs: "LogsRequest",
  metrics: "MetricsRequest",
};
/** Deeper than any value the encoder writes (two messages a level). */
const MAX_DEPTH = 200;

/**
 * An encoded OTLP request as OTLP/JSON text: ids in hex, 64-bit numbers as strings, enums as numbers.
 * Of a message that is no protobuf from some byte on, what is before that byte.
 */
export function toOtlpJson(signal: OtlpSignal, request: Uint8Array): string {
  return JSON.stringify(readMessage(OTLP_REQUESTS[signal], request));
}

/**
 * One encoded OTLP message as the object that its JSON text stands for. Unknown fields are left out, and what is nested
 * too deeply.
 */
export function readMessage(name: MessageName, message: Uint8Array): JsonObject {
  return readFields(name, new ProtobufReader(message), message.byteLength, 0);
}

function readFields(name: MessageName, reader: ProtobufReader, end: number, depth: number): JsonObject {
  const object: JsonObject = {};
  try {
    while (reader.position < end) readField(object, OTLP_MESSAGES[name], reader, end, depth);
  } catch (error) {
    if (!(error instanceof MalformedOtlp)) throw error;
    reader.position = end;
  }
  return object;
}

function readField(object: JsonObject, shape: MessageShape, reader: ProtobufReader, end: number, depth: number): void {
  const tag = reader.tag(end);
  const known = shape[tag >>> 3];
  if (known === undefined) {
    reader.skip(tag, end);
    return;
  }
  if (!known.repeated) {
    const value = readValue(known, reader, tag, end, depth);
    if (value !== undefined) object[known.name] = value;
    return;
  }
  const list = Array.isArray(object[known.name]) ? (object[known.name] as JsonValue[]) : [];
  object[known.name] = list;
  if ((tag & 7) === BYTES && isNumber(known)) unpack(known, reader, reader.span(end), list);
  else add(list, readValue(known, reader, tag, end, depth));
}

function add(list: JsonValue[], value: JsonValue | undefined): void {
  if (value !== undefined) list.push(value);
}

function isNumber(shape: FieldShape): boolean {
  return shape.as === "double" || shape.as === "fixed64" || shape.as === "uint64";
}

function unpack(shape: FieldShape, reader: ProtobufReader, end: number, list: JsonValue[]): void {
  const tag = shape.as === "uint64" ? VARINT : FIXED64;
  while (reader.position < end) add(list, readValue(shape, reader, tag, end, 0));
}

/** The value of a field; `undefined` and passed over when it came with another wire type than the field has. */
function readValue(
  shape: FieldShape,
  reader: ProtobufReader,
  tag: number,
  end: number,
  depth: number,
): JsonValue | undefined {
  const type = tag & 7;
  if (type === BYTES) return readBytes(shape, reader, reader.span(end), depth);
  if (type === VARINT) return readVarint(shape, reader, end);
  if (type === FIXED64 && shape.as === "double") return jsonNumber(reader.double(end));
  if (type === FIXED64 && (shape.as === "fixed64" || shape.as === "sfixed64")) {
    reader.fixed64(end);
    return shape.as === "sfixed64" ? BigInt.asIntN(64, reader.bits()).toString() : reader.bits().toString();
  }
  if (type === FIXED32 && shape.as === "fixed32") return reader.fixed32(end);
  reader.skip(tag, end);
  return undefined;
}

function readVarint(shape: FieldShape, reader: ProtobufReader, end: number): JsonValue | undefined {
  reader.varint64(end);
  switch (shape.as) {
    case "int64":
      return BigInt.asIntN(64, reader.bits()).toString();
    case "uint64":
      return reader.bits().toString();
    case "bool":
      return (reader.low | reader.high) !== 0;
    case "uint":
      return reader.low;
    case "sint":
      return (reader.low >>> 1) ^ -(reader.low & 1);
    default:
      return undefined;
  }
}

function readBytes(shape: FieldShape, reader: ProtobufReader, end: number, depth: number): JsonValue | undefined {
  const start = reader.position;
  const isMessage = shape.as in OTLP_MESSAGES;
  if (isMessage && depth < MAX_DEPTH) return readFields(shape.as as MessageName, reader, end, depth + 1);
  reader.position = end;
  if (shape.as === "string") return reader.bytes.toString("utf8", start, end);
  if (shape.as === "hex") return reader.bytes.toString("hex", start, end);
  if (shape.as === "bytes") return reader.bytes.toString("base64", start, end);
  return undefined;
}

/** JSON has no number for these; the protobuf mapping writes them as strings. */
function jsonNumber(value: number): JsonValue {
  return Number.isFinite(value) ? value : String(value);
}
