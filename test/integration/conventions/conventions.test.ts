import { describe, expect, it } from "vitest";
import { METRIC_LABELS, METRIC_LABELS_1_36 } from "../../../docs/generate/metric-labels.ts";
import { startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { type CaptureOption, init } from "../../../src/index.ts";
import { EVENTS } from "../../../src/record/events.ts";
import { SCOPE_TYPES } from "../../../src/record/scopes.ts";
import { CONTENT_KINDS } from "../../../src/semconv/content-kind.ts";
import { METRICS, METRICS_1_36, type MetricKey } from "../../../src/semconv/metrics.ts";
import { OPERATIONS } from "../../../src/semconv/operations.ts";
import { GEN_AI_SCHEMA_URL } from "../../../src/semconv/schema.ts";
import { type Recorded, recordedBy, startRecording } from "../../support/recording.ts";
import { emitEverything } from "./everything.ts";
import { hasModel, model, nameFaults, recordsIn, wireAttributes } from "./model.ts";

if (!hasModel) console.warn("SKIPPED in conventions.test.ts: ../shared/reference is not beside the repository");

interface Received extends Recorded {
  readonly wire: Record<"spans" | "logRecords" | "metrics", ReturnType<typeof recordsIn>>;
}

const EVERYWHERE: CaptureOption = {
  ...Object.fromEntries(CONTENT_KINDS.map((kind) => [kind, true])),
  where: "span_and_event",
};

async function received(
  capture: CaptureOption,
  protocol: "http/protobuf" | "http/json" = "http/protobuf",
  semconv: "latest" | "1.36" = "latest",
): Promise<Received> {
  const receiver = await startReceiver();
  const telemetry = init({
    service: { name: "conventions-test" },
    host: "own",
    exporters: [{ url: receiver.url, protocol }],
    capture,
    semconv,
  });
  await emitEverything(telemetry);
  await telemetry.shutdown({ timeoutMillis: 10_000 });
  const recorded = await recordedBy(receiver);
  const all = receiver.requests.flatMap(({ otlp }) => (otlp === undefined ? [] : [otlp]));
  await receiver.close();
  const kinds = ["spans", "logRecords", "metrics"] as const;
  return {
    ...recorded,
    wire: Object.fromEntries(kinds.map((kind) => [kind, recordsIn(all, kind)])) as unknown as Received["wire"],
  };
}

const NAME_OF_EVENT = "gen_ai.client.inference.operation.details";
const OLD_NAMES = ["gen_ai.system", "gen_ai.token.type"];

/** A store in this process has no server whose address could be said; the checker expects one of every memory operation. */
const WITHOUT_SERVER = "genai_expected_attribute_missing [search_memory] search_memory: server.address";
const isFault = (violation: string): boolean => violation !== WITHOUT_SERVER;
const isGenAi = ({ name }: { readonly name?: unknown }): boolean => /^(gen_ai|mcp)\./.test(String(name));

describe.each([
  ["http/protobuf", "none"],
  ["http/protobuf", "full"],
  ["http/json", "none"],
  ["http/json", EVERYWHERE],
] as const)("everything over %s with capture %j", (protocol, capture) => {
  const once = received(capture, protocol);

  it("emits each kind of scope, each operation and each event", async () => {
    const { spans, events } = await once;
    const operations = new Set(spans.map(({ attributes }) => attributes["gen_ai.operation.name"]));
    expect(OPERATIONS.filter((operation) => !operations.has(operation))).toEqual([]);
    const plain = ["session", "task bugfix", "wait approval", "step parse"];
    expect(plain.filter((name) => !spans.some((span) => span.name === name))).toEqual([]);
    expect(Object.keys(SCOPE_TYPES)).toHaveLength(17);
    const named = new Set(events.map(({ eventName }) => eventName));
    expect(Object.values(EVENTS).filter(({ name }) => !named.has(name))).toEqual([]);
  });

  it.skipIf(!hasModel)("passes the conventions' checker", async () => {
    expect((await once).violations.filter(isFault)).toEqual([]);
  });

  it.skipIf(!hasModel)("uses only names of the conventions in their namespaces, with their types", async () => {
    const { wire } = await once;
    const faults = [...wire.spans, ...wire.logRecords].flatMap((record) =>
      nameFaults(record).map((fault) => `${record.name ?? record.eventName}: ${fault}`),
    );
    expect([...new Set(faults)]).toEqual([]);
  });

  it("says the schema on every scope", async () => {
    const { spans, events, metrics } = await once;
    const scopes = [...spans, ...events, ...metrics].map(({ scope }) => `${scope.name} ${scope.schemaUrl}`);
    expect([...new Set(scopes)]).toEqual([`agentscribe ${GEN_AI_SCHEMA_URL}`]);
    if (hasModel) expect(GEN_AI_SCHEMA_URL).toBe(model.schema_url);
  });

  it.skipIf(!hasModel)("measures each metric of the conventions as they define it", async () => {
    const { wire } = await once;
    const faults = wire.metrics.filter(isGenAi).flatMap((metric) => metricFaults(metric));
    expect([...new Set(faults)]).toEqual([]);
    const names = new Set(wire.metrics.map(({ name }) => String(name)));
    const ours = Object.keys(model.metrics).filter((name) => /^(gen_ai|mcp)\.(?!server\.(time|request))/.test(name));
    expect(ours.filter((name) => !names.has(name))).toEqual([]);
  });

  it("measures the metrics of scopes with labels that their page names, and each of those somewhere", async () => {
    const { points } = await once;
    const measured = Object.entries(METRICS).map(([key, { name }]) => ({ key, labels: labelsOf(points(name)) }));
    for (const { key, labels } of measured) {
      expect(METRIC_LABELS[key as MetricKey], key).toEqual(expect.arrayContaining([...labels]));
    }
    const all = new Set(measured.flatMap(({ labels }) => labels));
    expect([...new Set(Object.values(METRIC_LABELS).flat())].filter((label) => !all.has(label))).toEqual([]);
    expect(labelsOf(points("gen_ai.client.inference.duration"))).toEqual([...METRIC_LABELS.inferenceDuration].sort());
    expect(labelsOf(points("agentscribe.client.cost"))).toEqual([...METRIC_LABELS.cost].sort());
  });

  it("measures how long chunks take with the labels that the duration of the call has", async () => {
    const { points } = await once;
    for (const name of ["time_to_first_chunk", "time_per_output_chunk"]) {
      const [streamed] = points(`gen_ai.client.inference.${name}`).filter(
        ({ attributes }) => "openai.response.system_fingerprint" in attributes,
      );
      const durations = points("gen_ai.client.inference.duration").map(({ attributes }) => attributes);
      expect(durations).toContainEqual(streamed?.attributes);
      expect(streamed?.attributes).toHaveProperty(["gen_ai.response.model"], "gpt-5-mini-2025-08-07");
    }
  });

  it.skipIf(!hasModel)("sends the conventions' events with their severity, no body and what they require", async () => {
    const { wire } = await once;
    for (const [name, { severity, attributes }] of Object.entries(model.events)) {
      const found = wire.logRecords.filter(({ eventName }) => eventName === name);
      expect(found.length, name).toBeGreaterThan(0);
      for (const record of found) {
        expect(record.body, name).toBeUndefined();
        if (severity !== undefined) expect(record.severityNumber, name).toBe(severity);
        const keys = wireAttributes(record).map(({ key }) => key);
        for (const [key, { level }] of Object.entries(attributes)) {
          if (level === "required") expect(keys, name).toContain(key);
        }
      }
    }
  });
});

describe("content of gen_ai.client.inference.operation.details", () => {
  it("is a structure on the event and JSON text on the span", async () => {
    const { spans, eventsNamed } = await received(EVERYWHERE);
    const events = eventsNamed(NAME_OF_EVENT).filter(({ attributes }) => attributes["gen_ai.prompt.name"] === "triage");
    expect(events).toHaveLength(2);
    for (const event of events) {
      const span = spans.find(({ spanId }) => spanId === event.spanId);
      for (const key of ["gen_ai.input.messages", "gen_ai.system_instructions", "gen_ai.tool.definitions"]) {
        expect(event.attributes[key]).toBeInstanceOf(Array);
        expect(event.attributes[key]).toEqual(JSON.parse(String(span?.attributes[key])));
      }
    }
    expect(events.find(({ attributes }) => attributes["error.type"] === undefined)?.attributes).toMatchObject({
      "gen_ai.response.id": "resp_7",
      "gen_ai.output.messages": [{ role: "assistant" }],
    });
  });

  it("is not sent where content is captured on spans alone, or not at all", async () => {
    const { eventsNamed } = await received("full");
    expect(eventsNamed(NAME_OF_EVENT)).toHaveLength(1);
  });
});

describe('semconv: "1.36"', () => {
  it("adds the old names and counts nothing twice under ours", async () => {
    const [latest, old] = await Promise.all([received("none"), received("none", "http/protobuf", "1.36")]);
    expect(old.violations.filter((one) => isFault(one) && !one.endsWith(" gen_ai.system"))).toEqual([]);
    const chat = old.spans.filter(({ attributes }) => attributes["gen_ai.operation.name"] === "chat");
    expect(chat.every(({ attributes }) => attributes["gen_ai.system"] === attributes["gen_ai.provider.name"])).toBe(
      true,
    );
    expect(latest.spans.some(({ attributes }) => "gen_ai.system" in attributes)).toBe(false);
    expect(latest.points("gen_ai.client.token.usage")).toEqual([]);
    const tokens = old.points("gen_ai.client.token.usage");
    for (const [type, metric] of [
      ["input", "gen_ai.client.inference.operation.input_tokens"],
      ["output", "gen_ai.client.inference.operation.output_tokens"],
    ] as const) {
      const sum = (points: Recorded["points"] extends (name: string) => infer P ? P : never): number =>
        points.reduce((total, { value }) => total + value, 0);
      const inference = tokens.filter(
        ({ attributes }) =>
          attributes["gen_ai.token.type"] === type && attributes["gen_ai.operation.name"] !== "embeddings",
      );
      expect(sum(inference)).toBe(sum(old.points(metric)));
      expect(sum(old.points(metric))).toBe(sum(latest.points(metric)));
    }
    const embedded = tokens.filter(({ attributes }) => attributes["gen_ai.operation.name"] === "embeddings");
    for (const [key, labels] of Object.entries(METRIC_LABELS_1_36)) {
      const { name } = METRICS_1_36[key as keyof typeof METRICS_1_36];
      expect(labels, key).toEqual(expect.arrayContaining([...labelsOf(old.points(name))]));
    }
    expect(embedded.map(({ attributes, value }) => [attributes["gen_ai.system"], value])).toEqual([["openai", 4]]);
    const calls = old.points("gen_ai.client.inference.duration").reduce((all, { count }) => all + count, 0);
    const inferences = old
      .points("gen_ai.client.operation.duration")
      .filter(({ attributes }) =>
        /chat|generate_content|text_completion/.test(String(attributes["gen_ai.operation.name"])),
      )
      .reduce((all, { count }) => all + count, 0);
    expect(inferences).toBe(calls);
    const ours = (from: Received): readonly unknown[] =>
      from.metrics
        .filter(({ name }) => name.startsWith("agentscribe.") || name.startsWith("gen_ai.client.inference.usage"))
        .map(({ name, points }) => [name, points.reduce((all, { count, value }) => all + (count || value), 0)])
        .filter(([name]) => !/duration|time|seconds|active/.test(String(name)))
        .sort();
    expect(ours(old)).toEqual(ours(latest));
    const foreign = old.wire.spans.flatMap((span) => nameFaults(span, OLD_NAMES));
    if (hasModel) expect(foreign).toEqual([]);
  });

  it("has the old word for a provider that is called otherwise since", async () => {
    const { telemetry, finish } = await startRecording({ semconv: "1.36" });
    await telemetry.llm({ provider: "x_ai", model: "grok-4" }, (call) => call.usage({ inputTokens: 3 }));
    await telemetry.embeddings({ provider: "x_ai", model: "v1" }, (call) => call.usage({ inputTokens: 2 }));
    const { spans, points } = await finish();
    const recorded = [...spans, ...points("gen_ai.client.token.usage"), ...points("gen_ai.client.operation.duration")];
    const names = recorded.map(({ attributes: { "gen_ai.provider.name": now, "gen_ai.system": old } }) => [now, old]);
    expect(names).toEqual(Array.from({ length: 6 }, () => ["x_ai", "xai"]));
  });
});

function labelsOf(points: ReturnType<Recorded["points"]>): readonly string[] {
  return [...new Set(points.flatMap(({ attributes }) => Object.keys(attributes)))].sort();
}

/** What metrics of OpenAI's API have beside the labels of all. */
const OF_OPENAI = new Set(["openai.response.service_tier", "openai.response.system_fingerprint"]);

interface DataPoint {
  readonly attributes?: ReturnType<typeof wireAttributes>;
  readonly explicitBounds?: readonly number[];
  readonly asInt?: unknown;
}

function metricFaults(metric: ReturnType<typeof recordsIn>[number]): readonly string[] {
  const name = String(metric.name);
  const defined = model.metrics[name];
  if (defined === undefined) return [`${name} is no metric of the conventions`];
  const type = metric.histogram === undefined ? "counter" : "histogram";
  const data = (metric.histogram ?? metric.sum) as { dataPoints: DataPoint[]; isMonotonic?: boolean };
  const faults = [
    ...(type === defined.instrument ? [] : [`${name} is a ${type}`]),
    ...(metric.unit === defined.unit ? [] : [`${name} has the unit ${metric.unit}`]),
    ...(type === "counter" && data.isMonotonic !== true ? [`${name} is not monotonic`] : []),
  ];
  for (const point of data.dataPoints) {
    const bounds = JSON.stringify(point.explicitBounds);
    if (type === "histogram" && bounds !== JSON.stringify(defined.explicit_bucket_boundaries)) {
      faults.push(`${name} has the buckets ${bounds}`);
    }
    if (type === "counter" && defined.value === "int" && point.asInt === undefined) faults.push(`${name} is no int`);
    const keys = wireAttributes({ ...point }).map(({ key }) => key);
    faults.push(...nameFaults({ ...point }).map((fault) => `${name}: ${fault}`));
    for (const key of keys) {
      if (defined.attributes[key] === undefined && !OF_OPENAI.has(key)) faults.push(`${name} has ${key}`);
    }
    for (const [key, { level }] of Object.entries(defined.attributes)) {
      if (level === "required" && !keys.includes(key)) faults.push(`${name} lacks ${key}`);
    }
  }
  return faults;
}
