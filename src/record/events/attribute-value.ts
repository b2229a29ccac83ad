import { cleanedHead } from "../../internal/name-cleaner.ts";
import type { TelemetryValue } from "../../internal/telemetry-record.ts";
import type { EventAttributeDefinition } from "./event-definition.ts";
import { toJsonValue } from "./json-value.ts";

/** The value to record, absent when nothing of what was given can be; `exact` is false when it is not what was given. */
export interface AttributeValue {
  readonly value?: TelemetryValue;
  readonly exact: boolean;
}

const MAX_LABEL_LENGTH = 1024;
const MAX_LIST_LENGTH = 128;
const NOTHING: AttributeValue = { exact: false };

/** Reads one value by its definition; never throws. */
export function toAttributeValue(
  attribute: Pick<EventAttributeDefinition, "type" | "class" | "values">,
  given: unknown,
): AttributeValue {
  switch (attribute.type) {
    case "string":
      return toText(attribute, given);
    case "int":
      return typeof given === "number" && Number.isSafeInteger(given) ? { value: given, exact: true } : NOTHING;
    case "double":
      return typeof given === "number" && Number.isFinite(given) ? { value: given, exact: true } : NOTHING;
    case "boolean":
      return typeof given === "boolean" ? { value: given, exact: true } : NOTHING;
    case "string[]":
      return toList(attribute, given);
    case "json":
      return toJsonValue(given);
  }
}

function toText(attribute: Pick<EventAttributeDefinition, "class" | "values">, given: unknown): AttributeValue {
  if (typeof given !== "string") return NOTHING;
  if (attribute.class === "content") return { value: given, exact: true };
  if (attribute.values !== undefined && !attribute.values.includes(given))
    return { value: "other", exact: given === "other" };
  if (given.length <= MAX_LABEL_LENGTH) return { value: given.toWellFormed(), exact: true };
  return { value: cleanedHead(given, MAX_LABEL_LENGTH).toWellFormed(), exact: false };
}

function toList(attribute: Pick<EventAttributeDefinition, "class" | "values">, given: unknown): AttributeValue {
  try {
    if (!Array.isArray(given)) return NOTHING;
    const length = Math.min(given.length, MAX_LIST_LENGTH);
    const items: TelemetryValue[] = [];
    let exact = given.length === length;
    for (let index = 0; index < length; index += 1) {
      const item = toText(attribute, given[index]);
      exact &&= item.exact;
      if (item.value !== undefined) items.push(item.value);
    }
    return { value: items, exact };
  } catch {
    return NOTHING; // A revoked Proxy, or an element that throws when read.
  }
}
