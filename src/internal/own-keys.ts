import { types } from "node:util";

/** The first keys of an object, and how many it has. */
export interface OwnKeys {
  readonly keys: readonly string[];
  readonly total: number;
}

const NONE: OwnKeys = { keys: [], total: 0 };
const MANY = 4_000;

/** The object of many keys that was listed last in this turn of the event loop: one call asks for the keys of its argument several times. */
let last: { readonly object: object; readonly keys: readonly string[] } | undefined;

/**
 * The first `max` own enumerable string keys of anything; none of lists, bytes and boxed values, whose keys are indices. Listing costs some
 * 15 milliseconds for a hundred thousand keys however few are wanted, so it is done once. Never throws.
 */
export function ownKeys(value: unknown, max: number): OwnKeys {
  if (typeof value !== "object" || value === null) return NONE;
  try {
    const all = allKeys(value);
    return { keys: all.length > max ? all.slice(0, max) : all, total: all.length };
  } catch {
    return NONE; // A Proxy that refuses to list its keys has none that can be read.
  }
}

/** Whether a value is an array; a revoked Proxy, which cannot be asked, is none. */
export function isList(value: unknown): value is readonly unknown[] {
  try {
    return Array.isArray(value);
  } catch {
    return false; // A revoked Proxy.
  }
}

function allKeys(value: object): readonly string[] {
  if (last?.object === value) return last.keys;
  if (Array.isArray(value) || types.isArrayBufferView(value) || types.isBoxedPrimitive(value)) return [];
  // Unlike Object.keys this asks a Proxy for its list once, and not again for each key.
  if (types.isProxy(value)) return Reflect.ownKeys(value).filter((key) => typeof key === "string");
  const keys = Object.keys(value);
  if (keys.length > MANY) {
    last = { object: value, keys };
    queueMicrotask(forget);
  }
  return keys;
}

function forget(): void {
  last = undefined;
}
