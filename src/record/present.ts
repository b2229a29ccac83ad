import { isOwn } from "../internal/is-own.ts";
import { cleanedName } from "../internal/name-cleaner.ts";
import { isList } from "../internal/own-keys.ts";
import type { TelemetryAttributes, TelemetryValue } from "../internal/telemetry-record.ts";
import { headOf } from "../internal/text-head.ts";

/** Attributes that are being put together. */
export type AttributeDraft = Record<string, TelemetryValue>;

/**
 * Sets an attribute that has a value; an explicit zero, an empty string and `false` are values.
 *
 * What every model call does is written with this and not as an object literal with computed keys, which V8 builds by a slow path.
 */
export function put(target: AttributeDraft, key: string, value: TelemetryValue | undefined): void {
  if (value !== undefined && value !== null) target[key] = value;
}

/** Sets each of these attributes, over those of the same name. */
export function putAll(target: AttributeDraft, attributes: TelemetryAttributes): void {
  for (const key in attributes) if (isOwn(attributes, key)) target[key] = attributes[key] as TelemetryValue;
}

/** Attributes without those that have no value. Explicit zeros, empty strings and `false` stay. */
export function present(attributes: Readonly<Record<string, TelemetryValue | undefined>>): TelemetryAttributes {
  const result: Record<string, TelemetryValue> = {};
  for (const key in attributes) {
    if (!isOwn(attributes, key)) continue;
    const value = attributes[key];
    if (value !== undefined && value !== null) result[key] = value;
  }
  return result;
}

/** A name or id from the application, without secrets: a non-empty string of at most 1,024 characters, else absent. Numbers and bigints are written out. */
export function label(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  // Writing out a BigInt takes time that grows with the square of its length.
  if (typeof value === "bigint") return value < BIGGEST && value > -BIGGEST ? String(value) : undefined;
  if (typeof value !== "string" || value === "") return undefined;
  if (value.length <= MAX_LABEL) return cleanedName(value).toWellFormed();
  return cleanedName(headOf(value, MAX_LABEL + LONGEST_SECRET))
    .slice(0, MAX_LABEL)
    .toWellFormed();
}

const BIGGEST = 2n ** 1024n;
const MAX_LABEL = 1_024;
/** One that a label's end would cut in two is looked at whole. */
const LONGEST_SECRET = 4_096;

/** The names in a list, at most 128; absent when it is no list. */
export function labels(value: unknown): readonly string[] | undefined {
  if (!isList(value)) return undefined;
  const found: string[] = [];
  const length = Math.min(finite(read(value, "length")) ?? 0, MAX_LABELS);
  for (let index = 0; index < length; index += 1) {
    const name = label(read(value, String(index)));
    if (name !== undefined) found.push(name);
  }
  return found;
}

const MAX_LABELS = 128;

/** A finite number, else absent. */
export function finite(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** Reads a field of anything; a getter or Proxy that throws reads as absent. */
export function read(value: unknown, key: string | symbol): unknown {
  if ((typeof value !== "object" || value === null) && typeof value !== "function") return undefined;
  try {
    return (value as Record<string | symbol, unknown>)[key];
  } catch {
    return undefined; // A throwing getter of the host's object is the same as no value.
  }
}
