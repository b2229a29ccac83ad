import { isList, ownKeys } from "../internal/own-keys.ts";
import { headOf } from "../internal/text-head.ts";
import { CONTENT_KINDS } from "../semconv/content-kind.ts";
import { NAME_KINDS } from "../semconv/name-kind.ts";
import {
  ATTRIBUTE_CLASSES,
  ATTRIBUTE_TYPES,
  type EventAttributeDefinition,
  type EventDefinition,
  type EventMetricDefinition,
} from "./events/event-definition.ts";
import { metricInstruments, metricsOf } from "./events/event-metrics.ts";
import { EVENTS } from "./events.ts";

/** An event of the application's own, to be given to `telemetry.record` in place of a key. */
export interface EventHandle<D extends EventDefinition = EventDefinition> {
  readonly definition: D;
}

const NAME = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/;
const RESERVED = /^(agentscribe|gen_ai|otel)\./;
const MAX_NAME_LENGTH = 128;
const MAX_ATTRIBUTES = 128;
const MAX_LABELS = 64;
const MAX_VALUES = 256;

/**
 * Defines an event of the application's own, in the shape of the catalogue.
 *
 * @throws TypeError when the definition is wrong: a name that is not lower-case words joined by dots or that lies in a reserved namespace,
 * an unknown type or class, content without a kind, a label that is not a name, a metric that the catalogue has already.
 *
 * @example
 * const refund = defineEvent({
 *   name: "shop.refund",
 *   description: "The agent granted a refund.",
 *   stability: "stable",
 *   attributes: {
 *     reason: { attribute: "shop.refund.reason", type: "string", class: "name", description: "Why." },
 *   },
 *   metric: { name: "shop.refunds", instrument: "counter", unit: "{refund}", description: "Refunds.", value: 1, attributes: ["reason"] },
 * });
 */
export function defineEvent<const D extends EventDefinition>(definition: D): EventHandle<D> {
  const problem = readableProblem(definition);
  if (problem !== undefined) throw new TypeError(`defineEvent: ${problem}`);
  return Object.freeze({ definition });
}

function readableProblem(definition: EventDefinition): string | undefined {
  try {
    return definitionProblem(definition);
  } catch {
    return "the definition cannot be read"; // It is none, or a getter or Proxy in it throws.
  }
}

/** What is wrong with a definition, in words; absent when nothing is. */
export function definitionProblem(definition: EventDefinition): string | undefined {
  const { name } = definition;
  if (!isName(name)) return `expected a name of lower-case words joined by dots, got ${shown(name)}`;
  if (RESERVED.test(name)) return `the name ${name} lies in a reserved namespace`;
  if (typeof definition.attributes !== "object" || definition.attributes === null)
    return `${name} has no attributes object`;
  const wireNames = new Set<string>();
  const { keys, total } = ownKeys(definition.attributes, MAX_ATTRIBUTES);
  if (total > MAX_ATTRIBUTES) return `${name} has more than ${MAX_ATTRIBUTES} attributes`;
  for (const key of keys) {
    const attribute = definition.attributes[key] as EventAttributeDefinition;
    const problem = attributeProblem(key, attribute);
    if (problem !== undefined) return `${name}: ${problem}`;
    if (wireNames.has(attribute.attribute)) return `${name}: ${attribute.attribute} is there twice`;
    wireNames.add(attribute.attribute);
  }
  const taken = new Set(metricInstruments(EVENTS).map((instrument) => instrument.name));
  const metrics = metricsOf(definition);
  if (metrics.length > MAX_LABELS) return `${name} feeds more than ${MAX_LABELS} metrics`;
  for (const metric of metrics) {
    const problem = taken.has(metric.name) ? `the metric ${metric.name} exists` : metricProblem(definition, metric);
    if (problem !== undefined) return `${name}: ${problem}`;
  }
  return undefined;
}

function attributeProblem(key: string, attribute: EventAttributeDefinition): string | undefined {
  if (key === "attributes") return "attributes is not free as a key";
  if (!isName(attribute.attribute)) return `${key} has a bad attribute name ${shown(attribute.attribute)}`;
  if (!ATTRIBUTE_TYPES.includes(attribute.type)) return `${key} has the unknown type ${shown(attribute.type)}`;
  if (!ATTRIBUTE_CLASSES.includes(attribute.class)) return `${key} has the unknown class ${shown(attribute.class)}`;
  const isContent = attribute.class === "content";
  if (isContent && (attribute.kind === undefined || !CONTENT_KINDS.includes(attribute.kind))) {
    return `${key} is content without a known kind`;
  }
  if (!isContent && attribute.kind !== undefined) return `${key} has a kind but is no content`;
  if (!isContent && attribute.type === "json") return `${key} is json, which only content can be`;
  if (attribute.nameKind !== undefined && !(attribute.class === "name" && NAME_KINDS.includes(attribute.nameKind)))
    return `${key} has a kind of name that is not known, or is no name`;
  const isText = attribute.type === "string" || attribute.type === "string[]";
  if (attribute.values !== undefined && !isText) return `${key} has a list of values but is no text`;
  if (attribute.values !== undefined && !isTextList(attribute.values))
    return `${key} has values that are no list of texts`;
  if (attribute.default !== undefined && !isTaken(attribute, attribute.default))
    return `${key} has a default that it does not take`;
  return undefined;
}

function metricProblem(definition: EventDefinition, metric: EventMetricDefinition): string | undefined {
  if (!isName(metric.name)) return `bad metric name ${shown(metric.name)}`;
  if (!["counter", "updown", "histogram"].includes(metric.instrument))
    return `${metric.name} has an unknown instrument`;
  const { value } = metric;
  if (value !== 1 && (!isShort(value) || definition.attributes[value]?.class !== "number")) {
    return `${metric.name} measures ${shown(value)}, which is no number`;
  }
  if (!isTextList(metric.attributes)) return `${metric.name} has labels that are no list of keys`;
  for (const label of metric.attributes) {
    const attribute = definition.attributes[label];
    if (attribute?.class !== "name") return `${metric.name} has the label ${label}, which is no name`;
    if (attribute.type !== "string" && attribute.type !== "boolean")
      return `${metric.name} has the label ${label}, which is a list`;
  }
  return undefined;
}

function isName(name: unknown): name is string {
  return typeof name === "string" && name.length <= MAX_NAME_LENGTH && NAME.test(name);
}

function isTaken({ type, values }: EventAttributeDefinition, text: unknown): boolean {
  return type === "string" && isShort(text) && (values === undefined || values.includes(text));
}

/** Texts that stand in the definition of an event are short. */
function isShort(value: unknown): value is string {
  return typeof value === "string" && value.length <= MAX_NAME_LENGTH;
}

function isTextList(value: unknown): value is readonly string[] {
  return isList(value) && value.length <= MAX_VALUES && value.every(isShort);
}

/** A wrong value as a message can hold it. */
function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(headOf(value, 60));
  return typeof value === "number" || typeof value === "boolean" || value === null ? String(value) : typeof value;
}
