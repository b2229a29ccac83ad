import type { ScalarName } from "../../internal/otlp/otlp-fields.ts";
import { MalformedOtlp } from "../model/otlp-errors.ts";
import type { JsonReader } from "./json-reader.ts";
import { writeUnescaped } from "./json-unescape.ts";
import type { MessageBuffer } from "./message-buffer.ts";

/** Names of enums by the field that has them; OTLP/JSON writes numbers, the mapping of protobuf allows names. */
const ENUMS: Readonly<Record<string, { readonly prefix: string; readonly names: readonly string[] }>> = {
  kind: {
    prefix: "SPAN_KIND_",
    names: ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"],
  },
  code: { prefix: "STATUS_CODE_", names: ["UNSET", "OK", "ERROR"] },
  aggregationTemporality: { prefix: "AGGREGATION_TEMPORALITY_", names: ["UNSPECIFIED", "DELTA", "CUMULATIVE"] },
  severityNumber: {
    prefix: "SEVERITY_NUMBER_",
    names: ["UNSPECIFIED", ...["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"].flatMap(levels)],
  },
};

function levels(name: string): string[] {
  return [name, `${name}2`, `${name}3`, `${name}4`];
}

const SPECIAL_NUMBERS: Readonly<Record<string, number>> = { NaN, Infinity, "-Infinity": -Infinity };
/** What a number may be made of; `Number` alone would take hexadecimal and white space. */
const DECIMAL = /^[-+.\deE]{1,400}$/;
const MAX_UINT32 = 2n ** 32n - 1n;
const MAX_INT32 = 2n ** 31n - 1n;
const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;
/** Stands for an id that is no hex: of a length that no id has. */
const NO_ID = Buffer.from([255]);

interface Scalar {
  readonly wireType: 0 | 1 | 2 | 5;
  /** Writes the value that comes next, without a tag. */
  readonly write: (json: JsonReader, out: MessageBuffer, name: string) => void;
}

const SCALARS: Readonly<Record<ScalarName, Scalar>> = {
  string: { wireType: 2, write: writeText },
  hex: { wireType: 2, write: (json, out) => writeAll(out, fromHex(json.text())) },
  bytes: { wireType: 2, write: (json, out) => writeAll(out, Buffer.from(json.text(), "base64")) },
  bool: { wireType: 0, write: (json, out) => out.byte(json.bool() ? 1 : 0) },
  uint: { wireType: 0, write: (json, out, name) => out.varint(readUint(json, name)) },
  sint: {
    wireType: 0,
    write: (json, out) => out.varint(zigzag(Number(readInteger(json, -MAX_INT32 - 1n, MAX_INT32)))),
  },
  int64: { wireType: 0, write: (json, out) => out.varint64(readInteger(json, -MAX_INT64 - 1n, MAX_INT64)) },
  uint64: { wireType: 0, write: (json, out) => out.varint64(readInteger(json, 0n, MAX_UINT64)) },
  fixed64: { wireType: 1, write: (json, out) => out.fixed64(readInteger(json, 0n, MAX_UINT64)) },
  sfixed64: { wireType: 1, write: (json, out) => out.fixed64(readInteger(json, -MAX_INT64 - 1n, MAX_INT64)) },
  double: { wireType: 1, write: (json, out) => out.double(readDouble(json)) },
  fixed32: { wireType: 5, write: (json, out) => out.fixed32(Number(readInteger(json, 0n, MAX_UINT32))) },
};

/** Writes the JSON value that comes next as the field. */
export function writeScalar(json: JsonReader, out: MessageBuffer, as: ScalarName, name: string, field: number): void {
  const { wireType, write } = SCALARS[as];
  if (wireType === 2) {
    const start = out.begin(field);
    write(json, out, name);
    out.end(start);
  } else {
    out.varint(field * 8 + wireType);
    write(json, out, name);
  }
}

/** Writes the list of JSON numbers that comes next as one packed field. */
export function writePacked(json: JsonReader, out: MessageBuffer, as: ScalarName, name: string, field: number): void {
  const start = out.begin(field);
  json.list(() => SCALARS[as].write(json, out, name));
  out.end(start);
}

/** Without escapes the bytes are what protobuf has; else they are made from the text. */
function writeText(json: JsonReader, out: MessageBuffer): void {
  const { start, end, hasEscapes } = json.quoted();
  if (hasEscapes) writeUnescaped(json.bytes, start, end, out);
  else out.copy(json.bytes, start, end);
}

function writeAll(out: MessageBuffer, bytes: Buffer): void {
  out.copy(bytes, 0, bytes.byteLength);
}

function fromHex(text: string): Buffer {
  return /^(?:[0-9a-f]{2}){0,32}$/i.test(text) ? Buffer.from(text, "hex") : NO_ID;
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

function readUint(json: JsonReader, name: string): number {
  const named = ENUMS[name];
  if (named === undefined || !json.isText()) return Number(readInteger(json, 0n, MAX_UINT32));
  const text = json.text();
  const value = text.startsWith(named.prefix) ? named.names.indexOf(text.slice(named.prefix.length)) : -1;
  if (value < 0) throw new MalformedOtlp(`the ${name} is none that OTLP has`);
  return value;
}

function readInteger(json: JsonReader, min: bigint, max: bigint): bigint {
  const text = json.isText() ? json.text() : json.number();
  const value = /^-?\d{1,20}$/.test(text) ? BigInt(text) : wholeNumber(text);
  if (value === undefined || value < min || value > max) throw json.malformed();
  return value;
}

/** For numbers such as 1e3 and 2.0. */
function wholeNumber(text: string): bigint | undefined {
  const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
  return Number.isInteger(value) ? BigInt(value) : undefined;
}

function readDouble(json: JsonReader): number {
  if (!json.isText()) return Number(json.number());
  const text = json.text();
  const value = SPECIAL_NUMBERS[text] ?? (DECIMAL.test(text) ? Number(text) : Number.NaN);
  if (Number.isNaN(value) && text !== "NaN") throw json.malformed();
  return value;
}
