import type { types as NodeTypes } from "node:util";
import { ownKeys } from "../internal/own-keys.ts";

/** The entries of an object, read without running its getters. */
export interface ObjectEntries {
  readonly entries: readonly (readonly [string, unknown])[];
  /** How many there were, of which `entries` are the first. */
  readonly total: number;
  /** The object is a set of values rather than of named properties. */
  readonly isList: boolean;
}

/** Reads at most `max` own enumerable properties, or the entries of a Map or Set, of another realm too. A Proxy's traps may throw. */
export function readEntries(value: object, max: number): ObjectEntries {
  const { types } = util();
  if (value instanceof Map || types.isMap(value)) return readMap(value, max);
  if (value instanceof Set || types.isSet(value)) {
    const all = takeFirst(Set.prototype.values.call(value), max);
    return { entries: all.map((item) => ["", item] as const), total: sizeOf(Set.prototype, value), isList: true };
  }
  if (value instanceof Error || types.isNativeError(value)) return readError(value);
  if (types.isProxy(value)) Object.getPrototypeOf(value); // Throws for one that cannot be read, so that the place says so.
  const { keys, total } = ownKeys(value, max);
  const entries = keys.map((key) => [key, readProperty(value, key)] as const);
  return { entries, total, isList: false };
}

/** A short description of what JSON has no shape for; undefined for what can be walked. */
export function describeObject(value: object): string | undefined {
  const { types } = util();
  if (types.isProxy(value)) return undefined;
  if (ArrayBuffer.isView(value)) return `[${typedArrayName(value)} ${value.byteLength} bytes]`;
  if (types.isAnyArrayBuffer(value)) return `[ArrayBuffer ${value.byteLength} bytes]`;
  if (types.isDate(value)) {
    const time = Date.prototype.getTime.call(value);
    return Number.isNaN(time) ? "[Invalid Date]" : new Date(time).toISOString();
  }
  if (types.isRegExp(value)) return `[RegExp]`;
  if (types.isPromise(value)) return "[Promise]";
  if (types.isBoxedPrimitive(value)) return "[Boxed primitive]";
  if (types.isWeakMap(value) || types.isWeakSet(value)) return "[Weak collection]";
  if (isWebStream(value) || isNodeStream(value)) return "[Stream]";
  if (typeof Blob !== "undefined" && value instanceof Blob) return `[Blob ${value.size} bytes]`;
  return undefined;
}

/** Jest's jsdom has no such streams. */
function isWebStream(value: object): boolean {
  return typeof ReadableStream === "function" && value instanceof ReadableStream;
}

/** The text that an object stands for, to be cleaned like any other: the address of a URL. */
export function textOf(value: object): string | undefined {
  return !isProxy(value) && value instanceof URL ? String(Reflect.get(URL.prototype, "href", value)) : undefined;
}

/** Whether a value is a Proxy; asking runs none of its traps. */
export function isProxy(value: unknown): boolean {
  return util().types.isProxy(value);
}

interface NodeUtil {
  readonly types: typeof NodeTypes;
}

let loaded: NodeUtil | undefined;

function util(): NodeUtil {
  loaded ??= process.getBuiltinModule("node:util");
  return loaded;
}

function readProperty(value: object, key: string): unknown {
  const property = Object.getOwnPropertyDescriptor(value, key);
  if (property === undefined) return undefined;
  return "value" in property ? property.value : "[Getter]";
}

function readMap(map: Map<unknown, unknown>, max: number): ObjectEntries {
  const entries = takeFirst<[unknown, unknown]>(Map.prototype.entries.call(map), max);
  const total = sizeOf(Map.prototype, map);
  return { entries: entries.map(([key, item]) => [nameOf(key), item] as const), total, isList: false };
}

function takeFirst<T>(iterator: Iterator<T>, max: number): readonly T[] {
  const items: T[] = [];
  while (items.length < max) {
    const step = iterator.next();
    if (step.done === true) break;
    items.push(step.value);
  }
  return items;
}

function sizeOf(prototype: object, collection: object): number {
  return Number(Reflect.get(prototype, "size", collection));
}

function nameOf(key: unknown): string {
  return typeof key === "object" || typeof key === "function" ? "[Object key]" : String(key);
}

function readError(error: Error): ObjectEntries {
  const own = ["name", "message", "code", "status", "cause"].map((key) => [key, readData(error, key)] as const);
  const entries = own.filter(([, item]) => item !== undefined && typeof item !== "function");
  return { entries, total: entries.length, isList: false };
}

function readData(value: object, key: string): unknown {
  for (let at: object | null = value, steps = 0; at !== null && steps < 8; at = Object.getPrototypeOf(at), steps += 1) {
    const property = Object.getOwnPropertyDescriptor(at, key);
    if (property !== undefined) return "value" in property ? property.value : undefined;
  }
  return undefined;
}

function typedArrayName(value: ArrayBufferView): string {
  return Buffer.isBuffer(value) ? "Buffer" : value instanceof DataView ? "DataView" : "Typed array";
}

function isNodeStream(value: object): boolean {
  return typeof readData(value, "pipe") === "function" || typeof readData(value, "_write") === "function";
}
