import { isOwn } from "../internal/is-own.ts";
import type { TelemetryAttributes, TelemetryValue } from "../internal/telemetry-record.ts";

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
