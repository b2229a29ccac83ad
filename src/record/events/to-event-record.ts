import { isOwn } from "../../internal/is-own.ts";
import { cleanedName } from "../../internal/name-cleaner.ts";
import { isList, ownKeys } from "../../internal/own-keys.ts";
import type { ContentAttribute, TelemetryAttributes, TelemetryValue } from "../../internal/telemetry-record.ts";
import { headOf } from "../../internal/text-head.ts";
import type { ContentKind } from "../../semconv/content-kind.ts";
import type { MetricDefinition } from "../../semconv/metrics.ts";
import type { NameKind } from "../../semconv/name-kind.ts";
import { read } from "../given-value.ts";
import type { NameGate } from "../ports.ts";
import { toAttributeValue } from "./attribute-value.ts";
import type { EventDefinition, EventMetricDefinition } from "./event-definition.ts";
import { metricsOf, toInstrument } from "./event-metrics.ts";

/** One measurement that an event makes. */
export interface MetricPoint extends MetricDefinition {
  readonly value: number;
  readonly attributes: Readonly<Record<string, string | boolean>>;
}

/** Content of an event, with the gate it lies behind. */
export interface EventContent extends ContentAttribute {
  readonly kind: ContentKind;
}

/** An event ready to be recorded: plain, bounded data. */
export interface EventRecord {
  readonly eventName: string;
  /** As OpenTelemetry numbers severities: 5 debug, 9 info, 13 warn, 17 error. */
  readonly severityNumber: number;
  readonly attributes: TelemetryAttributes;
  /** The user's own, apart, so that they can be written first and never replace an identity or an attribute of the event. */
  readonly extras: TelemetryAttributes;
  /** Content apart, for the capture policy to decide on. */
  readonly content: readonly EventContent[];
  /** Names, as users write them, of what was not recorded as given: wrong type, not finite, outside its closed list, unknown, or required and missing. */
  readonly dropped: readonly string[];
  /** How many there were, of which `dropped` names the first. */
  readonly droppedCount: number;
  readonly metricPoints: readonly MetricPoint[];
}

const SEVERITY_NUMBERS = { debug: 5, info: 9, warn: 13, error: 17 } as const;
const MAX_EXTRAS = 64;
const MAX_NAME_LENGTH = 128;
const MAX_DROPPED = 64;
const MAX_LOOKED_AT = 128;

/**
 * Reads what an application gave for an event; never throws, whatever it is given.
 *
 * A value of the wrong type is left out; a word outside its closed list becomes `other`, so that the event still counts and no free text
 * reaches a metric. Both are named in `dropped`. Names and ids are cut at 1,024 characters; content is left whole for the capture policy.
 *
 * `defaults` stand where the application gave nothing. `names` answers for names that users gave, in metrics too.
 */
export function toEventRecord(
  definition: EventDefinition,
  input: unknown,
  defaults?: Readonly<Record<string, unknown>>,
  names?: NameGate,
): EventRecord {
  const values: Record<string, TelemetryValue> = Object.create(null);
  const attributes: Record<string, TelemetryValue> = {};
  const content: EventContent[] = [];
  const dropped: string[] = [];
  for (const key in definition.attributes) {
    if (!isOwn(definition.attributes, key)) continue;
    const attribute = definition.attributes[key];
    if (attribute === undefined) continue;
    const given = read(input, key) ?? defaults?.[key] ?? attribute.default;
    if (given === undefined || given === null) {
      if (attribute.required === true) dropped.push(key);
      continue;
    }
    const { value, exact } = toAttributeValue(attribute, given);
    if (!exact) dropped.push(key);
    if (value === undefined) continue;
    if (attribute.class === "content")
      content.push({ kind: attribute.kind ?? "rawBodies", key: attribute.attribute, value });
    else {
      const { nameKind } = attribute;
      const told = nameKind === undefined || names === undefined ? value : namesIn(value, nameKind, names);
      values[key] = told;
      attributes[attribute.attribute] = told;
    }
  }
  const extras = readExtras(definition, read(input, "attributes"), dropped);
  const { keys, total } = ownKeys(input, MAX_LOOKED_AT);
  for (const key of keys) {
    if (!Object.hasOwn(definition.attributes, key) && key !== "attributes") dropped.push(shortName(key));
  }
  const unseen = total - keys.length + extras.unseen;
  return {
    eventName: definition.name,
    severityNumber: SEVERITY_NUMBERS[definition.severity ?? "info"],
    attributes,
    extras: extras.attributes,
    content,
    dropped: dropped.slice(0, MAX_DROPPED),
    droppedCount: dropped.length + unseen,
    metricPoints: metricsOf(definition).flatMap((metric) => toPoint(definition, metric, values)),
  };
}

function namesIn(value: TelemetryValue, kind: NameKind, names: NameGate): TelemetryValue {
  if (typeof value === "string") return names.name(kind, value);
  return isList(value) ? value.map((one) => (typeof one === "string" ? names.name(kind, one) : one)) : value;
}

function shortName(key: string): string {
  return headOf(cleanedName(key), MAX_NAME_LENGTH);
}

const NO_EXTRAS = { attributes: {}, unseen: 0 } as const;

/** The user's own attributes; `unseen` counts those that came after too many. */
function readExtras(
  definition: EventDefinition,
  given: unknown,
  dropped: string[],
): { readonly attributes: TelemetryAttributes; readonly unseen: number } {
  if (given === undefined || given === null) return NO_EXTRAS;
  const extras: Record<string, TelemetryValue> = {};
  const defined = new Set(Object.values(definition.attributes).map(({ attribute }) => attribute));
  let count = 0;
  const { keys, total } = ownKeys(given, MAX_LOOKED_AT);
  if (typeof given !== "object" || isList(given)) dropped.push("attributes");
  for (const key of keys) {
    const item = read(given, key);
    if (item === undefined || item === null) continue;
    const name = cleanedName(key);
    const isFree = !defined.has(name) && !Object.hasOwn(extras, name);
    const kept = count < MAX_EXTRAS && key !== "" && key !== "__proto__" && key.length <= MAX_NAME_LENGTH && isFree;
    const type = typeof item === "number" ? "double" : typeof item === "boolean" ? "boolean" : "string";
    const { value } = kept ? toAttributeValue({ type, class: "id" }, item) : { value: undefined };
    if (value === undefined) dropped.push(`attributes.${shortName(key)}`);
    else {
      extras[name] = value;
      count += 1;
    }
  }
  return { attributes: extras, unseen: total - keys.length };
}

function toPoint(
  definition: EventDefinition,
  metric: EventMetricDefinition,
  values: Readonly<Record<string, TelemetryValue>>,
): readonly MetricPoint[] {
  const measured = metric.value === 1 ? 1 : values[metric.value];
  if (typeof measured !== "number") return [];
  const value = measured * (metric.scale ?? 1);
  // OpenTelemetry refuses what is negative in a counter or a histogram; the event still has the number.
  if (value < 0 && metric.instrument !== "updown") return [];
  if (value === 0 && metric.instrument !== "histogram") return [];
  const attributes: Record<string, string | boolean> = { ...metric.labels };
  for (const key of metric.attributes) {
    const label = values[key];
    const name = definition.attributes[key]?.attribute;
    if (name !== undefined && (typeof label === "string" || typeof label === "boolean")) attributes[name] = label;
  }
  return [{ ...toInstrument(definition, metric), value, attributes }];
}
