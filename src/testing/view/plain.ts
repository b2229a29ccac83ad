import type { AttributeMap, AttributeValue } from "../../inspector/model/raw.ts";
import type { TestAttributes, TestValue } from "./span.ts";

/** Attributes as an object with nothing but their names. */
export function plainAttributes(attributes: AttributeMap): TestAttributes {
  return Object.fromEntries([...attributes].map(([name, value]) => [name, plainValue(value)]));
}

export function plainValue(value: AttributeValue): TestValue {
  if (Array.isArray(value)) return value.map(plainValue);
  return value instanceof Map ? plainAttributes(value) : (value as TestValue);
}
