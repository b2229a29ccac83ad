import { EncodedText } from "../internal/encoded-text.ts";
import { LONGEST_SECRET } from "../internal/name-cleaner.ts";
import type { TelemetryValue } from "../internal/telemetry-record.ts";
import { headOf } from "../internal/text-head.ts";

const MAX_DEPTH = 32;
/** Entries of lists and maps in one value, all levels together. */
const MAX_ENTRIES = 10_000;
const MAX_BYTES = 64 * 1024;
/** UTF-16 code units of one string where no limit is set: what is longer would hold the caller too long. */
const MAX_TEXT = 2 * 1024 * 1024;

/**
 * A copy of `value` that OTLP can carry, or undefined when it has none: a BigInt, symbol, function, class instance, cycle,
 * something that throws when read, or something too deep or too wide. Strings are cut at `maxLength`; bytes become base64.
 */
export function toTelemetryValue(value: unknown, maxLength: number): TelemetryValue | undefined {
  switch (typeof value) {
    case "string":
      return cutString(value, maxLength);
    case "number":
    case "boolean":
      return value;
    case "object":
      break;
    default:
      return undefined;
  }
  if (value === null) return null;
  try {
    return copyObject(value, { maxLength, entries: 0, path: [] });
  } catch {
    // A getter or Proxy of the host threw, or the value is not what OTLP can carry.
    return undefined;
  }
}

/** Names of spans and events, and keys of attributes, are at most this long. */
export const MAX_NAME = 4_096;

/** Sets an own property whatever the key: `__proto__` is a key like any other. */
export function putAttribute(target: Record<string, TelemetryValue>, key: string, value: TelemetryValue): void {
  if (key !== "__proto__") target[key] = value;
  else Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

interface CopyState {
  readonly maxLength: number;
  readonly path: object[];
  entries: number;
}

function copyObject(value: object, state: CopyState): TelemetryValue {
  if (value instanceof EncodedText) return cutText(value, state.maxLength);
  if (value instanceof Uint8Array) return cutBytes(value, state.maxLength);
  if (state.path.length >= MAX_DEPTH || state.path.includes(value)) throw new TypeError("too deep or cyclic");
  state.path.push(value);
  const copy = Array.isArray(value) ? copyList(value, state) : copyMap(value, state);
  state.path.pop();
  return copy;
}

function copyList(list: readonly unknown[], state: CopyState): TelemetryValue {
  const { length } = list;
  count(state, length);
  const copy: TelemetryValue[] = [];
  for (let index = 0; index < length; index++) copy.push(copyItem(list[index] ?? null, state));
  return copy;
}

function copyMap(map: object, state: CopyState): TelemetryValue {
  if (map.constructor !== Object && map.constructor !== undefined && typeof map.constructor === "function") {
    throw new TypeError("not a plain object");
  }
  const copy: Record<string, TelemetryValue> = {};
  const keys = Object.keys(map);
  count(state, keys.length);
  for (const key of keys) {
    const item: unknown = Reflect.get(map, key);
    if (item !== undefined) putAttribute(copy, key, copyItem(item, state));
  }
  return copy;
}

function copyItem(item: unknown, state: CopyState): TelemetryValue {
  if (typeof item === "object" && item !== null) return copyObject(item, state);
  const copy = toTelemetryValue(item, state.maxLength);
  if (copy === undefined) throw new TypeError("not an attribute value");
  return copy;
}

function count(state: CopyState, entries: number): void {
  state.entries += entries;
  if (state.entries > MAX_ENTRIES) throw new RangeError("too many entries");
}

/** A name or other short text; what is no string becomes empty. One that is to be cleaned is so before it is cut. */
export function toName(value: unknown, clean?: (name: string) => string): string {
  if (typeof value !== "string") return typeof value === "number" ? String(value) : "";
  return headOf(clean === undefined ? value : clean(headOf(value, MAX_NAME + LONGEST_SECRET)), MAX_NAME);
}

function cutString(text: string, maxLength: number): string {
  return headOf(text, Math.min(maxLength, MAX_TEXT));
}

function cutText(text: EncodedText, maxLength: number): TelemetryValue {
  return text.byteLength <= maxLength ? text : text.toString().slice(0, maxLength);
}

function cutBytes(bytes: Uint8Array, maxLength: number): TelemetryValue {
  return Buffer.from(bytes.subarray(0, Math.min(maxLength, MAX_BYTES))).toString("base64");
}
