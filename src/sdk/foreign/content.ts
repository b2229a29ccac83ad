import type {
  ContentAttribute,
  LogRecord,
  SpanEventRecord,
  SpanLinkRecord,
  SpanRecord,
  TelemetryAttributes,
  TelemetryValue,
} from "../../internal/telemetry-record.ts";
import { cleanName } from "../../privacy/clean-name.ts";
import type { ContentGate } from "../../record/ports.ts";
import { structured } from "../../record/structured.ts";
import { DUPLICATE } from "../../semconv/agentscribe-attributes.ts";
import type { ContentKind } from "../../semconv/content-kind.ts";
import { isOfModels, isSaid, kindOfAttribute, kindsOfEvent, MESSAGE_KINDS } from "./kinds.ts";
import { filterName, filterSpanName } from "./names.ts";
import { isParameters, plainParameters } from "./parameters.ts";
import { withoutToolParts } from "./tool-parts.ts";

/** Sends a span of another instrumentation through the same gates and redaction as our own. */
export function filterForeignSpan(record: SpanRecord, gate: ContentGate): SpanRecord {
  const { attributes, content } = splitAttributes(countedOnce(record.attributes), gate);
  return {
    ...record,
    name: cleanName(
      gate.names === undefined ? record.name : filterSpanName(record.name, record.attributes, gate.names),
    ),
    attributes,
    content: [...passedAll(record.content, gate), ...content],
    events: record.events.map((event) => filterEvent(event, gate)),
    links: record.links.map((link) => filterLink(link, gate)),
    status: filterStatus(record.status, gate),
  };
}

const USAGE_KEY = /^(gen_ai|ai|llm|anthropic)\.usage\.|^llm\.(token_count|cost)\./;

/** A span of a request that a span of ours stands for keeps everything but what would be counted again. */
function countedOnce(attributes: TelemetryAttributes): TelemetryAttributes {
  if (attributes[DUPLICATE] !== true) return attributes;
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => !USAGE_KEY.test(key)));
}

/** Sends a log record of another instrumentation through the same gates and redaction. */
export function filterForeignLog(record: LogRecord, gate: ContentGate): LogRecord {
  const { body, ...rest } = record;
  const name = record.eventName || record.attributes["event.name"];
  const kinds = typeof name === "string" ? kindsOfEvent(name) : undefined;
  const { attributes, content } = splitAttributes(record.attributes, gate, { kinds });
  const bodyKinds = isError(body)
    ? ERROR_TEXT
    : (kinds ?? (isOfModels(record.scope.name, record.attributes) ? MESSAGE_KINDS : []));
  const safe = body === undefined ? undefined : passedEverywhere(body, bodyKinds, gate);
  return {
    ...rest,
    ...(record.eventName !== undefined && { eventName: cleanName(record.eventName) }),
    attributes,
    content: [...record.content, ...content],
    ...(safe !== undefined && { body: safe }),
  };
}

/** An event of a span, by the same gates. */
export function filterEvent(event: SpanEventRecord, gate: ContentGate): SpanEventRecord {
  const { attributes, content } = splitAttributes(event.attributes, gate, { kinds: kindsOfEvent(event.name) });
  return {
    ...event,
    name: cleanName(event.name),
    attributes,
    content: [...passedAll(event.content ?? [], gate), ...content],
  };
}

/** What a link says goes to all destinations alike. */
export function filterLink(link: SpanLinkRecord, gate: ContentGate): SpanLinkRecord {
  const { attributes, content } = splitAttributes(link.attributes, gate);
  const open = content.filter(({ kind }) => gate.allowsEverywhere(kind as ContentKind));
  return { ...link, attributes: { ...attributes, ...Object.fromEntries(open.map(({ key, value }) => [key, value])) } };
}

function filterStatus(status: SpanRecord["status"], gate: ContentGate): SpanRecord["status"] {
  const { contentMessage, ...rest } = status;
  const text = contentMessage === undefined ? undefined : gate.text("errorText", contentMessage);
  return text === undefined ? rest : { ...rest, contentMessage: text };
}

/** What is known of attributes beside themselves. */
interface Around {
  /** What the event that they are of may hold under names of its own. */
  readonly kinds?: readonly ContentKind[] | undefined;
  /** Further attributes of the same span, which say what the span is. */
  readonly attributes?: () => TelemetryAttributes;
}

/** Tells content among attributes, withholds it where its gate is closed, and takes secrets out of all of them. */
export function splitAttributes(
  attributes: TelemetryAttributes,
  gate: ContentGate,
  around: Around = {},
): { attributes: TelemetryAttributes; content: ContentAttribute[] } {
  const kept: Record<string, TelemetryValue> = {};
  const content: ContentAttribute[] = [];
  const all = (): TelemetryAttributes =>
    around.attributes === undefined ? attributes : { ...around.attributes(), ...attributes };
  for (const [given, value] of Object.entries(attributes)) {
    const key = cleanName(given);
    if (typeof value === "number" || typeof value === "boolean") {
      kept[key] = value;
      continue;
    }
    const known = isError(value) ? "errorText" : kindOfAttribute(key, all);
    const kinds = known !== undefined ? [known] : isSaid(key) ? (around.kinds ?? []) : [];
    const [kind] = kinds;
    if (kind === undefined) {
      const { names } = gate;
      const named = names === undefined ? value : filterName(key, value, names, all);
      const safe = gate.attribute(isParameters(key) ? plainParameters(named, gate) : named, key);
      if (safe !== undefined) kept[key] = safe;
    } else if (kinds.length === 1 || kinds.every((one) => gate.allowsEverywhere(one))) {
      const one = passed({ kind, key, value }, gate);
      if (one !== undefined) content.push(one);
    }
  }
  return { attributes: kept, content };
}

const ERROR_TEXT: readonly ContentKind[] = ["errorText"];

/** A log record can hold an error itself: its texts are content. */
function isError(value: unknown): boolean {
  return value instanceof Error;
}

function passedAll(content: readonly ContentAttribute[], gate: ContentGate): readonly ContentAttribute[] {
  return content.map((one) => passed(one, gate)).filter((one) => one !== undefined);
}

function passed({ kind, key, value }: ContentAttribute, gate: ContentGate): ContentAttribute | undefined {
  const of = kind as ContentKind;
  const open = gate.allows(of) ? withoutToolParts(of, value, gate) : value;
  const looksLikeJson = typeof open === "string" && /^\s*[[{]/.test(open);
  const safe =
    typeof open === "string" && !looksLikeJson
      ? gate.text(of, open, { name: key })
      : gate.json(of, open, { name: key });
  return safe === undefined ? undefined : { kind, key, value: safe };
}

/** What all destinations get alike: only what each of them may have. */
export function passedEverywhere(
  value: TelemetryValue,
  kinds: readonly ContentKind[],
  gate: ContentGate,
): TelemetryValue | undefined {
  if (!kinds.every((kind) => gate.allowsEverywhere(kind))) return undefined;
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) return gate.attribute(value);
  const safe = passed({ kind, key: "body", value }, gate)?.value;
  return typeof value === "string" ? safe?.toString() : safe === undefined ? undefined : structured(safe);
}
