import type { EventAttributeDefinition, EventDefinition } from "../../src/record/events/event-definition.ts";
import { metricsOf } from "../../src/record/events/event-metrics.ts";
import { EVENTS } from "../../src/record/events.ts";
import { code, page, table } from "./markdown.ts";

const HEAD = `Every event that \`telemetry.record(key, attributes)\` takes. Events leave as OpenTelemetry log records with an event name, and carry the
identity of the scope they are recorded in. Attributes are given under the names in the first column. The class says what an
attribute is to privacy: content leaves only where the gate of its kind is open, and only names become labels of metrics; of a name
that users give, it says what has it, and [\`names\`](privacy.md#names) decides whether it is told. A JSON
schema of all events is in \`events.schema.json\`; events of your own are made with \`defineEvent()\`.

Some events record themselves, by what the last column names; who records one of these by hand for the same thing has it twice. All others are recorded where your code
calls \`record\`.`;

/** The events that something of the package records, for a page that names them. */
export function selfRecorded(): string {
  const rows = (Object.entries(EVENTS) as readonly [string, EventDefinition][]).flatMap(([key, { recordedBy }]) =>
    recordedBy === undefined ? [] : [[`[${code(key)}](events.md#${anchor(key)})`, recordedBy]],
  );
  return table(["event", "recorded by"], rows);
}

export function eventsPage(): string {
  const events = Object.entries(EVENTS) as readonly [string, EventDefinition][];
  const overview = table(
    ["key", "event", "meaning", "recorded by"],
    events.map(([key, { name, description, recordedBy }]) => [
      `[${code(key)}](#${anchor(key)})`,
      code(name),
      description,
      recordedBy ?? "your code",
    ]),
  );
  return page("Events", HEAD, overview, ...events.map(([key, definition]) => section(key, definition)));
}

function section(key: string, definition: EventDefinition): string {
  const rows = Object.entries(definition.attributes).map(([name, attribute]) => [
    `${code(name)}${attribute.required === true ? " (required)" : ""}`,
    code(attribute.attribute),
    attribute.type + (attribute.unit === undefined ? "" : `, ${code(attribute.unit)}`),
    classOf(attribute),
    attribute.description + (attribute.values === undefined ? "" : ` One of ${attribute.values.map(code).join(", ")}.`),
  ]);
  const facts = [
    `${definition.description} Recorded as ${code(definition.name)}, severity ${definition.severity ?? "info"}, ${definition.stability}.`,
    definition.recordedBy === undefined
      ? "Recorded by your code alone."
      : `Recorded without your code by ${definition.recordedBy}.`,
    ...new Set(metricsOf(definition).map((metric) => `Feeds ${code(metric.name)}.`)),
  ];
  return `## ${key}\n\n${facts.join(" ")}\n\n${table(["attribute", "on the wire", "type", "class", "meaning"], rows)}`;
}

function classOf({ class: of, kind, nameKind }: EventAttributeDefinition): string {
  const which = kind ?? nameKind;
  return which === undefined ? of : `${of}: ${code(which)}`;
}

function anchor(key: string): string {
  return key.replaceAll(".", "");
}
