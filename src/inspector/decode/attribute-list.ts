import type { AttributeList, JsonValue } from "../api.ts";
import type { AttributeMap, AttributeValue } from "../model/raw.ts";

/** Attributes as the server's answers have them. */
export function toAttributeList(attributes: AttributeMap): AttributeList {
  return Array.from(attributes, ([name, value]) => [name, toJsonValue(value)] as const);
}

/**
 * A value as JSON. Maps become objects without a prototype, so that `__proto__` is a name like any other. Numbers that
 * JSON does not have are text.
 */
export function toJsonValue(value: AttributeValue): JsonValue {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value !== "object" || value === null) return value;
  if (isList(value)) return value.map(toJsonValue);
  const object: Record<string, JsonValue> = Object.create(null);
  for (const [name, item] of value) object[name] = toJsonValue(item);
  return object;
}

function isList(value: readonly AttributeValue[] | AttributeMap): value is readonly AttributeValue[] {
  return Array.isArray(value);
}
