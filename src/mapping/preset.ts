import type { AttributePreset } from "../internal/attribute-mapping.ts";
import type { SpanEventRecord, SpanRecord, TelemetryValue } from "../internal/telemetry-record.ts";
import { BRAINTRUST } from "./braintrust.ts";
import { failureEvent } from "./failure-event.ts";
import { LANGFUSE } from "./langfuse.ts";
import { LANGSMITH } from "./langsmith.ts";
import { OPENINFERENCE } from "./openinference.ts";
import { roleOf, type SpanFacts, type SpanRole } from "./span-facts.ts";
import { summedUsage } from "./span-usage.ts";

/** What a backend calls things. */
export interface PresetTable {
  /** The attribute that says what a span is, and what each role is called. */
  readonly kind: { readonly key: string; readonly of: Readonly<Record<SpanRole, string>> };
  /** Attributes that have another name there, by that name. */
  readonly copies: Readonly<Record<string, string>>;
  /** Attributes that it would take for something else. */
  readonly mistaken?: readonly string[];
  /** It knows by an event that a span failed, and does not look at the status. */
  readonly failsByEvent?: true;
  /** What takes more than another name. */
  readonly more: (span: SpanFacts, role: SpanRole) => MappedAttributes;
}

/** Attributes to add; those that are undefined are to be left out of the span. */
export type MappedAttributes = Readonly<Record<string, TelemetryValue | undefined>>;

const TABLES: Readonly<Record<AttributePreset, PresetTable>> = {
  braintrust: BRAINTRUST,
  langfuse: LANGFUSE,
  langsmith: LANGSMITH,
  openinference: OPENINFERENCE,
};

/** What a backend needs beside the attributes of a span. What the span says by the backend's names already stays as it is. */
export function presetAttributes(name: AttributePreset, span: SpanFacts): MappedAttributes {
  const role = roleOf(span);
  if (role === undefined) return {};
  const { kind, copies, mistaken = [], more } = TABLES[name];
  const added: Record<string, TelemetryValue | undefined> = { ...summedUsage(role) };
  const add = (key: string, value: TelemetryValue | undefined): void => {
    if (value !== undefined && span.get(key) === undefined) added[key] = value;
  };
  for (const key of mistaken) if (span.get(key) !== undefined) added[key] = undefined;
  add(kind.key, kind.of[role]);
  for (const [to, from] of Object.entries(copies)) add(to, span.get(from));
  for (const [key, value] of Object.entries(more(span, role))) add(key, value);
  return added;
}

/** The events that a backend needs beside those of a span. */
export function presetEvents(
  name: AttributePreset,
  span: SpanFacts,
  record: SpanRecord,
  allows: (kind: string) => boolean,
): readonly SpanEventRecord[] {
  return TABLES[name].failsByEvent && roleOf(span) !== undefined ? failureEvent(record, allows) : [];
}
