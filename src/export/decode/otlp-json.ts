import type { Signal } from "../delivery.ts";
import { type FieldShape, type MessageName, OTLP_MESSAGES } from "./otlp-fields.ts";
import { type ProtobufField, readFields } from "./protobuf-reader.ts";

type JsonValue = string | number | boolean | JsonObject | JsonValue[];
type JsonObject = { [name: string]: JsonValue };

const REQUESTS: Readonly<Record<Signal, MessageName>> = {
  traces: "TraceRequest",
  logs: "LogsRequest",
  metrics: "MetricsRequest",
};
/** Deeper than any value the encoder writes (two messages a level). */
const MAX_DEPTH = 200;

/** An encoded OTLP request as OTLP/JSON text: ids in hex, 64-bit numbers as strings, enums as numbers. */
export function toOtlpJson(signal: Signal, request: Uint8Array): string {
  return JSON.stringify(readMessage(REQUESTS[signal], request));
}

/** One encoded OTLP message as the object that its JSON text stands for. Unknown fields are left out. */
export function readMessage(name: MessageName, message: Uint8Array, depth: number = 0): JsonObject {
  const shape = OTLP_MESSAGES[name];
  const object: JsonObject = {};
  for (const field of readFields(message)) {
    const known = shape[field.field];
    if (known === undefined) continue;
    if (known.repeated) {
      const list = object[known.name];
      const values = readRepeated(known, field, depth);
      if (Array.isArray(list)) list.push(...values);
      else object[known.name] = values;
    } else {
      const value = readValue(known, field, depth);
      if (value !== undefined) object[known.name] = value;
    }
  }
  return object;
}

function readRepeated(shape: FieldShape, field: ProtobufField, depth: number): JsonValue[] {
  if (field.type === "bytes" && isScalar(shape)) return unpack(shape, field.value);
  const value = readValue(shape, field, depth);
  return value === undefined ? [] : [value];
}

function isScalar(shape: FieldShape): boolean {
  return shape.as === "double" || shape.as === "fixed64" || shape.as === "uint64";
}

function unpack(shape: FieldShape, packed: Uint8Array): JsonValue[] {
  if (shape.as === "uint64") return unpackVarints(packed);
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const values: JsonValue[] = [];
  for (let position = 0; position + 8 <= packed.byteLength; position += 8) {
    if (shape.as === "double") values.push(jsonNumber(view.getFloat64(position, true)));
    else values.push(view.getBigUint64(position, true).toString());
  }
  return values;
}

function unpackVarints(packed: Uint8Array): JsonValue[] {
  const values: JsonValue[] = [];
  let value = 0n;
  let shift = 0n;
  for (const byte of packed) {
    value |= BigInt(byte & 127) << shift;
    shift += 7n;
    if (byte >= 128 && shift < 70n) continue;
    values.push(BigInt.asUintN(64, value).toString());
    value = 0n;
    shift = 0n;
  }
  return values;
}

function readValue(shape: FieldShape, field: ProtobufField, depth: number): JsonValue | undefined {
  if (field.type === "bytes") return readBytes(shape, field.value, depth);
  if (field.type === "fixed32") return shape.as === "fixed32" ? field.value : undefined;
  if (field.type === "fixed64" && shape.as === "double") return jsonNumber(doubleOf(field.value));
  switch (shape.as) {
    case "int64":
      return BigInt.asIntN(64, field.value).toString();
    case "uint64":
    case "fixed64":
      return field.value.toString();
    case "bool":
      return field.value !== 0n;
    case "uint":
      return Number(field.value);
    case "sint":
      return Number(field.value & 1n ? -((field.value >> 1n) + 1n) : field.value >> 1n);
    default:
      return undefined;
  }
}

function readBytes(shape: FieldShape, value: Uint8Array, depth: number): JsonValue | undefined {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (shape.as === "string") return bytes.toString("utf8");
  if (shape.as === "hex") return bytes.toString("hex");
  if (shape.as === "bytes") return bytes.toString("base64");
  const name = shape.as as MessageName;
  return name in OTLP_MESSAGES && depth < MAX_DEPTH ? readMessage(name, value, depth + 1) : undefined;
}

const scratch = new DataView(new ArrayBuffer(8));

function doubleOf(bits: bigint): number {
  scratch.setBigUint64(0, bits);
  return scratch.getFloat64(0);
}

/** JSON has no number for these; the protobuf mapping writes them as strings. */
function jsonNumber(value: number): JsonValue {
  return Number.isFinite(value) ? value : String(value);
}
