import { EVENTS } from "../events.ts";
import type { EventAttributeDefinition, EventDefinition } from "./event-definition.ts";

/** A JSON Schema (2020-12), as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The schema of the attributes of one event as they leave the process. Content is never required, whatever the definition says, because
 * destinations receive it only where its gate is open; attributes of the user's own are allowed.
 */
export function eventJsonSchema(definition: EventDefinition): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const attribute of Object.values(definition.attributes)) {
    properties[attribute.attribute] = attributeJsonSchema(attribute);
    const isAlwaysThere = attribute.required === true || attribute.default !== undefined;
    if (isAlwaysThere && attribute.class !== "content") required.push(attribute.attribute);
  }
  return {
    title: definition.name,
    description: definition.description,
    type: "object",
    properties,
    required,
    "x-stability": definition.stability,
  };
}

/** The schema of any event of the catalogue, as an object of event name and attributes, with one definition for each key. */
export function catalogueJsonSchema(): JsonSchema {
  const definitions: Record<string, JsonSchema> = {};
  const anyOf: JsonSchema[] = [];
  for (const [key, definition] of Object.entries(EVENTS)) {
    definitions[key] = eventJsonSchema(definition);
    anyOf.push({
      properties: { eventName: { const: definition.name }, attributes: { $ref: `#/$defs/${key}` } },
    });
  }
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "agentscribe events",
    type: "object",
    required: ["eventName", "attributes"],
    anyOf,
    $defs: definitions,
  };
}

function attributeJsonSchema(attribute: EventAttributeDefinition): JsonSchema {
  return {
    ...typeJsonSchema(attribute),
    description: attribute.description,
    "x-class": attribute.class,
    ...(attribute.kind !== undefined && { "x-content-kind": attribute.kind }),
    ...(attribute.nameKind !== undefined && { "x-name-kind": attribute.nameKind }),
    ...(attribute.unit !== undefined && { "x-unit": attribute.unit }),
  };
}

function typeJsonSchema({ type, values }: EventAttributeDefinition): JsonSchema {
  const text = values === undefined ? { type: "string" } : { type: "string", enum: [...new Set([...values, "other"])] };
  switch (type) {
    case "string":
      return text;
    case "string[]":
      return { type: "array", items: text };
    case "int":
      return { type: "integer" };
    case "double":
      return { type: "number" };
    case "boolean":
      return { type: "boolean" };
    case "json":
      return {};
  }
}
