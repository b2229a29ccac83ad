import type { TelemetryAttributes, TelemetryValue } from "../internal/telemetry-record.ts";

/** Attributes without those that have no value. Explicit zeros, empty strings and `false` stay. */
export function present(attributes: Readonly<Record<string, TelemetryValue | undefined>>): TelemetryAttributes {
  const result: Record<string, TelemetryValue> = {};
  for (const key in attributes) {
    const value = attributes[key];
    if (value !== undefined && value !== null) result[key] = value;
  }
  return result;
}

/** A name or id from the application: a non-empty string of at most 1,024 characters, else absent. Numbers and bigints are written out. */
export function label(value: unknown): string | undefined {
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (typeof value !== "string" || value === "") return undefined;
  return (value.length > 1024 ? value.slice(0, 1024) : value).toWellFormed();
}

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
