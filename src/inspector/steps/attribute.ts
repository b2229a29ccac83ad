import type { AttributeList, JsonValue } from "../api.ts";

/** Values of a list by name. Where a name is there twice, the last one is meant. */
export type Attributes = ReadonlyMap<string, JsonValue>;

export function attributesOf(list: AttributeList): Attributes {
  return new Map(list);
}

/** Undefined for what is no text, or empty. */
export function textOf(attributes: Attributes, name: string): string | undefined {
  const value = attributes.get(name);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Undefined for what is no number; OTLP's integers may come as digits. */
export function numberOf(attributes: Attributes, name: string): number | undefined {
  const value = attributes.get(name);
  if (typeof value === "number") return value;
  const number = typeof value === "string" && /^-?\d{1,17}$/.test(value) ? Number(value) : undefined;
  return number;
}

/** A value as it was meant: JSON in a text becomes what it stands for, anything else stays. */
export function unpacked(value: JsonValue | undefined): JsonValue {
  if (typeof value !== "string" || !/^\s*[[{"]/.test(value)) return value ?? null;
  try {
    return JSON.parse(value) as JsonValue;
  } catch {
    return value;
  }
}
