import type { ProtobufReader } from "../../internal/otlp/protobuf-reader.ts";
import type { AttributeValue } from "../model/raw.ts";
import { RecentTexts } from "./recent-texts.ts";
import type { AttributeSink } from "./span-attributes.ts";
import type { WantedKeys } from "./wanted-keys.ts";

/** Lists and maps in one another beyond which a value is not looked at: it is kept, and read as {@link TOO_DEEP}. */
export const MAX_DEPTH = 32;
const TOO_DEEP = "(nested deeper than 32 levels)";

/** Tags of `KeyValue`, whose key and value are fields 1 and 2. */
const KEY = 0x0a;
const VALUE = 0x12;
/** Tags of `AnyValue`, and of the items of its lists and maps. */
const STRING = 0x0a;
const BOOL = 0x10;
const INT = 0x18;
const DOUBLE = 0x21;
const ARRAY = 0x2a;
const MAP = 0x32;
const BYTES = 0x3a;
const ITEM = 0x0a;

export const texts: RecentTexts = new RecentTexts();

/** Reads a `KeyValue` into the map; one that is not wanted is only checked. */
export function readAttribute(
  reader: ProtobufReader,
  end: number,
  wanted: WantedKeys | undefined,
  into: AttributeSink,
  depth: number = 0,
): void {
  if (wanted !== undefined && readPlain(reader, end, wanted, into)) {
    reader.position = end;
    return;
  }
  let keyStart = 0;
  let keyEnd = 0;
  let valueStart = end;
  let valueEnd = end;
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === KEY) {
      keyEnd = reader.span(end);
      keyStart = reader.position;
      reader.position = keyEnd;
    } else if (tag === VALUE) {
      valueEnd = reader.span(end);
      valueStart = reader.position;
      reader.position = valueEnd;
    } else reader.skip(tag, end);
  }
  reader.position = valueStart;
  const { bytes } = reader;
  const key = wanted === undefined ? texts.read(bytes, keyStart, keyEnd) : wanted.find(bytes, keyStart, keyEnd);
  if (key === undefined) checkValue(reader, valueEnd, depth);
  else into.set(key, readValue(reader, valueEnd, depth));
  reader.position = end;
}

/**
 * Reads a `KeyValue` of a record that is written as nearly all are: a key and after it a value, most often a text, with lengths in as few bytes as they take.
 *
 * @returns whether it was one; of any other nothing is read
 */
function readPlain(reader: ProtobufReader, end: number, wanted: WantedKeys, into: AttributeSink): boolean {
  const { bytes, position } = reader;
  if (end - position < 6 || bytes[position] !== KEY) return false;
  const keyStart = position + 2;
  const keyEnd = keyStart + (bytes[position + 1] as number);
  // A value of 4 bytes at least, so that nothing is read beyond the end.
  if (keyEnd - keyStart > 127 || keyEnd + 4 > end || bytes[keyEnd] !== VALUE) return false;
  const valueStart = afterLength(bytes, keyEnd + 1, end);
  if (valueStart < 0) return false;
  const key = wanted.find(bytes, keyStart, keyEnd);
  const textStart = bytes[valueStart] === STRING ? afterLength(bytes, valueStart + 1, end) : -1;
  if (textStart < 0) {
    reader.position = valueStart;
    if (key === undefined) checkValue(reader, end, 0);
    else into.set(key, readValue(reader, end));
  } else if (key !== undefined) into.set(key, texts.read(bytes, textStart, end));
  return true;
}

/** Where what the length is of begins, if it ends at `end` and the length has two bytes at most; else -1. */
function afterLength(bytes: Uint8Array, at: number, end: number): number {
  if (at + 1 >= end) return -1;
  const first = bytes[at] as number;
  if (first < 128) return at + 1 + first === end ? at + 1 : -1;
  const second = bytes[at + 1] as number;
  return second < 128 && at + 2 + (first & 127) + second * 128 === end ? at + 2 : -1;
}

/** Reads the `AnyValue` from here to `end`. */
export function readValue(reader: ProtobufReader, end: number, depth: number = 0): AttributeValue {
  let value: AttributeValue = null;
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === STRING) {
      const textEnd = reader.span(end);
      value = texts.read(reader.bytes, reader.position, textEnd);
      reader.position = textEnd;
    } else if (tag === INT) {
      reader.varint64(end);
      value = reader.int64();
    } else if (tag === DOUBLE) value = reader.double(end);
    else if (tag === BOOL) value = reader.varint(end) !== 0;
    else if (tag === BYTES) {
      const bytesEnd = reader.span(end);
      value = reader.bytes.toString("base64", reader.position, bytesEnd);
      reader.position = bytesEnd;
    } else if (tag === ARRAY || tag === MAP) {
      const innerEnd = reader.span(end);
      if (depth < MAX_DEPTH)
        value = tag === ARRAY ? readList(reader, innerEnd, depth) : readMap(reader, innerEnd, depth);
      else value = TOO_DEEP;
      reader.position = innerEnd;
    } else reader.skip(tag, end);
  }
  return value;
}

function readList(reader: ProtobufReader, end: number, depth: number): AttributeValue[] {
  const list: AttributeValue[] = [];
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === ITEM) list.push(readValue(reader, reader.span(end), depth + 1));
    else reader.skip(tag, end);
  }
  return list;
}

function readMap(reader: ProtobufReader, end: number, depth: number): ReadonlyMap<string, AttributeValue> {
  const map = new Map<string, AttributeValue>();
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === ITEM) readAttribute(reader, reader.span(end), undefined, map, depth + 1);
    else reader.skip(tag, end);
  }
  return map;
}

/** Checks that an `AnyValue` is well-formed, without making anything of it. */
function checkValue(reader: ProtobufReader, end: number, depth: number): void {
  while (reader.position < end) {
    const tag = reader.tag(end);
    if ((tag === ARRAY || tag === MAP) && depth < MAX_DEPTH) checkItems(reader, reader.span(end), tag, depth);
    else reader.skip(tag, end);
  }
}

function checkItems(reader: ProtobufReader, end: number, list: typeof ARRAY | typeof MAP, depth: number): void {
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag !== ITEM) reader.skip(tag, end);
    else if (list === ARRAY) checkValue(reader, reader.span(end), depth + 1);
    else checkAttribute(reader, reader.span(end), depth + 1);
  }
}

/** Checks that a `KeyValue` is well-formed. */
export function checkAttribute(reader: ProtobufReader, end: number, depth: number = 0): void {
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === VALUE) checkValue(reader, reader.span(end), depth);
    else reader.skip(tag, end);
  }
}
