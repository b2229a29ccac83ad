import type { ContentKind } from "../../semconv/content-kind.ts";
import type { MetricDefinition } from "../../semconv/metrics.ts";
import type { NameKind } from "../../semconv/name-kind.ts";

/** Types an attribute can have. `json` is any JSON value and is for content only. */
export const ATTRIBUTE_TYPES = ["string", "int", "double", "boolean", "string[]", "json"] as const;

export type AttributeType = (typeof ATTRIBUTE_TYPES)[number];

/**
 * What an attribute is to privacy: `id` names one thing out of many, `name` is one of few words that the developer chose, `number` is a
 * measure, `content` is what a person, a model or a tool wrote. Only names become labels of metrics.
 */
export const ATTRIBUTE_CLASSES = ["id", "name", "number", "content"] as const;

export type AttributeClass = (typeof ATTRIBUTE_CLASSES)[number];

/** One attribute of an event, under the name that users write. */
export interface EventAttributeDefinition {
  /** The name on the wire. */
  readonly attribute: string;
  readonly type: AttributeType;
  readonly class: AttributeClass;
  /** The capture gate; present exactly when the class is `content`. */
  readonly kind?: ContentKind | undefined;
  readonly required?: true | undefined;
  /** Whose name it is, where users give it: what `names` says becomes of it holds for the event and its metrics. */
  readonly nameKind?: NameKind | undefined;
  /** Closed list; a value outside it is recorded as `other`. */
  readonly values?: readonly string[] | undefined;
  /** Recorded where nothing is given; for a text. */
  readonly default?: string | undefined;
  readonly description: string;
  /** UCUM unit of a number, such as `ms`, `{token}`, `By`. */
  readonly unit?: string | undefined;
}

/** A metric that an event feeds. A metric that is fed by several events, or twice by one, is described alike each time: with another instrument or unit than where it was measured first, it is not measured, which is said. */
export interface EventMetricDefinition {
  readonly name: string;
  readonly instrument: MetricDefinition["instrument"];
  readonly unit: string;
  readonly description: string;
  /** 1 to count events, or the attribute whose number is added or recorded; no point is made when it is absent. */
  readonly value: 1 | string;
  /** Factor from the attribute's unit to the metric's: 0.001 from milliseconds to seconds. @defaultValue 1 */
  readonly scale?: number | undefined;
  /** Attributes, as users write them, that become labels. */
  readonly attributes: readonly string[];
  /** Labels that are the same for each point of this line. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Boundaries of a histogram. */
  readonly buckets?: readonly number[] | undefined;
}

/** One event: what it is called, what it carries, which metrics it feeds. */
export interface EventDefinition {
  /** The event name on the wire. */
  readonly name: string;
  readonly description: string;
  readonly stability: "stable" | "development";
  /** What records it of itself, in a few words; `record()` takes it besides. Absent where nothing but the application's code does. */
  readonly recordedBy?: string | undefined;
  /** @defaultValue `info` */
  readonly severity?: EventSeverity | undefined;
  readonly attributes: Readonly<Record<string, EventAttributeDefinition>>;
  readonly metric?: EventMetricDefinition | readonly EventMetricDefinition[] | undefined;
}

export type EventSeverity = "debug" | "info" | "warn" | "error";

/** Events by the key that users write. */
export type EventTable = Readonly<Record<string, EventDefinition>>;

/** Attributes of the user's own, recorded under the names given. A name that the event defines is not replaced. */
export interface ExtraAttributes {
  readonly attributes?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
}

/** What `telemetry.record` takes for an event of this definition. */
export type AttributesOf<D extends EventDefinition> = {
  readonly [K in RequiredNames<D>]: ValueOf<D["attributes"][K]>;
} & {
  readonly [K in Exclude<keyof D["attributes"], RequiredNames<D>>]?: ValueOf<D["attributes"][K]> | undefined;
} & ExtraAttributes;

interface TypeByName {
  readonly string: string;
  readonly int: number;
  readonly double: number;
  readonly boolean: boolean;
  readonly "string[]": readonly string[];
  readonly json: unknown;
}

type RequiredNames<D extends EventDefinition> = {
  [K in keyof D["attributes"]]: D["attributes"][K] extends { readonly required: true } ? K : never;
}[keyof D["attributes"]];

type ValueOf<A extends EventAttributeDefinition> = A extends { readonly values: readonly (infer V)[] }
  ? A["type"] extends "string[]"
    ? readonly V[]
    : V
  : TypeByName[A["type"]];
