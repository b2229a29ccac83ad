import type { EventDefinition } from "../../src/record/events/event-definition.ts";
import { metricInstruments, metricsOf } from "../../src/record/events/event-metrics.ts";
import { EVENTS } from "../../src/record/events.ts";
import { DELIVERY_METRICS, GAUGES, METRICS, METRICS_1_36, type MetricDefinition } from "../../src/semconv/metrics.ts";
import { code, page, table } from "./markdown.ts";
import { METRIC_LABELS, METRIC_LABELS_1_36 } from "./metric-labels.ts";

const HEAD = `Every metric that is measured. Metrics carry names of few values as labels: never a session, a user or free text. Those whose name starts
with \`gen_ai.\` or \`mcp.\` are metrics of the OpenTelemetry GenAI conventions, with their units and bucket boundaries.`;

const SCOPES = `A label is absent where its value is not known. Those of OpenAI's API are set at OpenAI and Azure alone; \`gen_ai.agent.name\` is the agent that the
call is made in, so that cost by agent needs no spans. A call that the span of another instrumentation alone tells of, and that is in no agent of
ours, has the one that this span names.`;

const DELIVERY = `## Of delivery

In own mode, of each destination, from the first measurement of any other metric on: what \`health()\` counts. The first two carry \`otel.component.type\` and \`otel.component.name\` of
the queue, the others those of the exporter with \`server.address\` and \`server.port\`. \`error.type\` is the reason why records were dropped, as in \`health()\`, save for
\`already_shutdown\` (\`disabled\`) and \`rejected\` (\`rejected_by_backend\`), which the conventions name.

${table(
  ["metric", "instrument", "unit", "meaning"],
  Object.values(DELIVERY_METRICS).flatMap((metrics) =>
    Object.values(metrics).map(({ name, instrument, unit, description }) => [
      code(name),
      `observable ${instrument === "updown" ? "up-down counter" : "counter"}, int`,
      code(unit),
      description,
    ]),
  ),
)}`;

export function metricsPage(): string {
  return page(
    "Metrics",
    HEAD,
    `## Of scopes\n\n${SCOPES}\n\n${instruments(METRICS, METRIC_LABELS)}`,
    `## Of the client\n\nReported from the first measurement of any other metric on; in host mode, whenever the application's reader asks.\n\n${gauges()}`,
    DELIVERY,
    `## Of events\n\nEach is fed by the events named with it.\n\n${eventMetrics()}`,
    `## With \`semconv: "1.36"\`\n\nMeasured beside the others, for backends that read the conventions of 2025.\n\n${instruments(METRICS_1_36, METRIC_LABELS_1_36)}`,
  );
}

function instruments<Key extends string>(
  definitions: Readonly<Record<Key, MetricDefinition>>,
  labels: Readonly<Record<Key, readonly string[]>>,
): string {
  const rows = Object.entries(definitions) as [Key, MetricDefinition][];
  return table(
    ["metric", "instrument", "unit", "meaning", "labels", "buckets"],
    rows.map(([key, one]) => [
      code(one.name),
      instrumentOf(one),
      code(one.unit),
      one.description,
      labels[key].map(code).join(", "),
      (one.buckets ?? []).join(", "),
    ]),
  );
}

function gauges(): string {
  const rows = Object.values(GAUGES).map(({ name, unit, description }) => [
    code(name),
    "gauge, int",
    code(unit),
    description,
  ]);
  return table(["metric", "instrument", "unit", "meaning"], rows);
}

function eventMetrics(): string {
  const events = Object.entries(EVENTS) as readonly [string, EventDefinition][];
  return table(
    ["metric", "instrument", "unit", "meaning", "events", "labels"],
    metricInstruments(EVENTS).map((one) => {
      const feeding = events.filter(([, definition]) => metricsOf(definition).some(({ name }) => name === one.name));
      const labels = feeding.flatMap(([, definition]) =>
        metricsOf(definition)
          .filter(({ name }) => name === one.name)
          .flatMap((metric) => [
            ...metric.attributes.map((key) => definition.attributes[key]?.attribute ?? key),
            ...Object.keys(metric.labels ?? {}),
          ]),
      );
      return [
        code(one.name),
        instrumentOf(one),
        code(one.unit),
        one.description,
        feeding.map(([key]) => code(key)).join(", "),
        [...new Set(labels)].map(code).join(", "),
      ];
    }),
  );
}

function instrumentOf({ instrument, valueType }: MetricDefinition): string {
  const name = instrument === "updown" ? "up-down counter" : instrument;
  return valueType === undefined ? name : `${name}, ${valueType}`;
}
