import type { TelemetryValue } from "../internal/telemetry-record.ts";
import { MAX_NAME, putAttribute, toTelemetryValue } from "./attribute-value.ts";

/** Attributes under a limit, with the number of those that did not fit or cannot be carried. */
export interface AttributeBag {
  readonly values: Record<string, TelemetryValue>;
  count: number;
  dropped: number;
}

/** Of a larger object only the first keys are looked at. */
const MAX_KEYS_READ = 256;

export function createAttributeBag(): AttributeBag {
  return { values: {}, count: 0, dropped: 0 };
}

/** `undefined` is left out and not counted; a key that is there already may always be replaced. */
export function addAttribute(
  bag: AttributeBag,
  key: unknown,
  value: unknown,
  maxCount: number,
  maxLength: number,
): void {
  if (value === undefined) return;
  if (typeof key !== "string" || key.length === 0 || key.length > MAX_NAME) {
    bag.dropped += 1;
    return;
  }
  const isNew = !Object.hasOwn(bag.values, key);
  if (isNew && bag.count >= maxCount) {
    bag.dropped += 1;
    return;
  }
  const copy = toTelemetryValue(value, maxLength);
  if (copy === undefined) {
    bag.dropped += 1;
    return;
  }
  putAttribute(bag.values, key, copy);
  if (isNew) bag.count += 1;
}

/** Adds the own properties of anything; one that throws when read counts as dropped. */
export function addAttributes(bag: AttributeBag, attributes: unknown, maxCount: number, maxLength: number): void {
  if (typeof attributes !== "object" || attributes === null) return;
  const keys = keysOf(attributes, bag);
  bag.dropped += Math.max(keys.length - MAX_KEYS_READ, 0);
  for (const key of keys.slice(0, MAX_KEYS_READ)) {
    let value: unknown;
    try {
      value = Reflect.get(attributes, key);
    } catch {
      // A getter of the host threw.
      bag.dropped += 1;
      continue;
    }
    addAttribute(bag, key, value, maxCount, maxLength);
  }
}

function keysOf(attributes: object, bag: AttributeBag): readonly string[] {
  try {
    if (Array.isArray(attributes) || ArrayBuffer.isView(attributes)) throw new TypeError("a list has no names");
    return Object.keys(attributes);
  } catch {
    // A Proxy of the host threw, or a list was given where names are needed.
    bag.dropped += 1;
    return [];
  }
}
