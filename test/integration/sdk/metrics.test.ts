import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ReceivedMetric } from "../../../examples/support/otlp/flatten-otlp.ts";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { startRecording } from "../../support/recording.ts";
import { runScript, type ScriptResult } from "./run-script.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const run = (source: string, env: Record<string, string> = {}): Promise<ScriptResult> =>
  runScript(`import { init } from "./src/index.ts";\n${source}`, {
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env },
  });

const CALL = `telemetry.recordLlm({ provider: "openai", model: "gpt-4o", usage: { inputTokens: 1000, outputTokens: 10 }, durationMs: 5 });`;
const TOKENS = "gen_ai.client.inference.usage.input_tokens";

const metricsNamed = (name: string, from: Receiver = receiver): readonly ReceivedMetric[] =>
  from.metrics().filter((metric) => metric.name === name);
const valuesOf = (name: string, from: Receiver = receiver): readonly number[] =>
  metricsNamed(name, from).flatMap(({ points }) => points.map(({ value }) => value));

describe("metrics in own mode", () => {
  it("of others leave through the SDK, beside ours; alone, ours make every request", async () => {
    const alone = await run(`const telemetry = init(); ${CALL} await telemetry.flush(); await telemetry.shutdown();`);
    expect(alone.code).toBe(0);
    expect(new Set(receiver.metrics().map(({ scope }) => scope.name))).toEqual(new Set(["agentscribe"]));
    expect(receiver.requests.filter(({ path }) => path === "/v1/metrics")).toHaveLength(2);

    const { code } = await run(`
      import { metrics } from "@opentelemetry/api";
      const telemetry = init();
      await telemetry.flush();
      metrics.getMeter("db-driver", "9.9").createCounter("queries").add(3);
      ${CALL}
      await telemetry.shutdown();`);
    expect(code).toBe(0);
    expect(metricsNamed("queries")).toMatchObject([{ scope: { name: "db-driver", version: "9.9" } }]);
    expect(valuesOf("queries")).toEqual([3]);
  });

  it("make no request when nothing was recorded", async () => {
    const { code } = await run("const telemetry = init(); await telemetry.flush(); await telemetry.shutdown();");
    expect(code).toBe(0);
    expect(receiver.requests).toEqual([]);
  });

  it("are sent at the interval of the standard variable, by a timer that does not hold the process", async () => {
    const { code, millis } = await run(
      `const telemetry = init(); ${CALL} await telemetry.flush();
      const enough = Date.now() + 400;
      while (Date.now() < enough) await new Promise((resolve) => setTimeout(resolve, 20));`,
      { OTEL_METRIC_EXPORT_INTERVAL: "50" },
    );
    expect(code).toBe(0);
    expect(millis).toBeLessThan(20_000);
    expect(metricsNamed(TOKENS).length).toBeGreaterThan(3);
    expect(new Set(valuesOf(TOKENS))).toEqual(new Set([1000]));
  });

  it("say what came since the last report when changes are asked for", async () => {
    await run(
      `const telemetry = init(); ${CALL} await telemetry.flush(); await telemetry.flush();
      ${CALL} ${CALL} await telemetry.shutdown();`,
      { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: "delta" },
    );
    expect(valuesOf(TOKENS)).toEqual([1000, 2000]);
    const [first, second] = metricsNamed(TOKENS).map(({ points }) => points[0]?.raw);
    expect(BigInt(String(second?.startTimeUnixNano))).toBeGreaterThanOrEqual(BigInt(String(first?.timeUnixNano)));
  });

  it("reach every destination that takes them, as protobuf and as JSON", async () => {
    const second = await startReceiver();
    const { code } = await run(`
      const telemetry = init({ exporters: [{ url: ${JSON.stringify(receiver.url)} },
        { url: ${JSON.stringify(second.url)}, protocol: "http/json" }] });
      ${CALL} const report = await telemetry.shutdown(); if (report.pending > 0) process.exitCode = 1;`);
    await second.close();
    expect(code).toBe(0);
    expect(valuesOf(TOKENS)).toEqual([1000]);
    expect(second.metrics()).toEqual(receiver.metrics());
  });
});

describe("labels of metrics", () => {
  const KEY = `sk-${"proj-"}abcdefghijklmnopqrstuvwxyz0123456789ABCD`;

  it("that events and other instrumentations measure by hold no secrets and no content, and count together what is alike then", async () => {
    const { stderr } = await run(`
      import { metrics } from "@opentelemetry/api";
      const telemetry = init({ capture: "full" });
      const meter = metrics.getMeter("app");
      const counter = meter.createCounter("orders");
      counter.add(1, { shop: "early ${KEY}" });
      await telemetry.flush();
      telemetry.record("decision", { type: "route", choice: "by ${KEY}" });
      for (const shop of ["north", "south", "early https://u:hunter2@db/", "early https://u:hunter3@db/"]) {
        counter.add(1, { shop, "gen_ai.prompt": "said", paid: true, n: 1 });
        counter.add(1, { shop, "gen_ai.prompt": "said", paid: true, n: 1 });
      }
      meter.createObservableGauge("level").addCallback((result) => result.observe(1, { api_key: "${KEY}" }));
      const mixed = meter.createCounter("mixed");
      for (const tool of [undefined, "execute_tool", "execute_tool"]) mixed.add(1, { input: "north", ...(tool && { "gen_ai.operation.name": tool }) });
      meter.createCounter("uses").add(1, { ["of ${KEY}"]: 1 });
      meter.createHistogram("size", { advice: { explicitBucketBoundaries: [1, 2] } }).record(1.5, new Proxy({}, { ownKeys: () => { throw 1; } }));
      await telemetry.shutdown();`);
    expect(stderr).toContain("contained a fault in metrics.labels");
    const text = JSON.stringify([receiver.metrics(), receiver.logs()]);
    for (const secret of [KEY, "hunter", "said"]) expect(text).not.toContain(secret);
    const points = metricsNamed("orders").at(-1)?.points ?? [];
    expect(points.map(({ value, attributes }) => [attributes.shop, value])).toEqual([
      ["early [REDACTED:api-key]", 1],
      ["north", 2],
      ["south", 2],
      ["early https://u:[REDACTED:url-password]@db/", 4],
    ]);
    expect(points[1]?.attributes).toEqual({ shop: "north", paid: true, n: 1 });
    const mixed = metricsNamed("mixed").at(-1)?.points ?? [];
    expect(mixed.map(({ attributes }) => attributes)).toEqual([
      { input: "north" },
      { "gen_ai.operation.name": "execute_tool" },
    ]);
    expect(metricsNamed("size").at(-1)?.points[0]).toMatchObject({ attributes: {}, raw: { explicitBounds: [1, 2] } });
    const decisions = receiver
      .metrics()
      .filter(({ points: all }) => JSON.stringify(all).includes("by [REDACTED:api-key]"));
    expect(decisions.length).toBeGreaterThan(0);
  });
});

describe("gauges of the client", () => {
  it("say whether it records, and how many tools run now", async () => {
    const { telemetry, collect, finish } = await startRecording();
    const outer = telemetry.startTool({ name: "search" });
    const inner = telemetry.startCommand({ executable: "git" });
    telemetry.startTool({ name: "done" }).end();
    const values = (all: Awaited<ReturnType<typeof collect>>): readonly unknown[] =>
      ["agentscribe.up", "agentscribe.tool.inflight"].map((name) => all.points(name).map(({ value }) => value));
    expect(values(await collect())).toEqual([[1], [2]]);
    inner.end();
    telemetry.disable();
    expect(values(await collect())).toEqual([[0], [1]]);
    telemetry.enable();
    expect(values(await collect())).toEqual([[1], [1]]);
    outer.end();
    expect(values(await finish())).toEqual([[0], [0]]);
  });

  it("are told through the application's meter in host mode, which says last that the client is gone", async () => {
    const { answer } = await run(`
      import { metrics, trace } from "@opentelemetry/api";
      import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
      import { TracerProvider } from "@opentelemetry/sdk-trace";
      const kept = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
      const reader = new PeriodicExportingMetricReader({ exporter: kept });
      trace.setGlobalTracerProvider(new TracerProvider());
      metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
      const gauges = async () => {
        kept.reset();
        await reader.forceFlush();
        const all = kept.getMetrics().flatMap((one) => one.scopeMetrics.flatMap((scope) => scope.metrics));
        return Object.fromEntries(all.map((one) => [one.descriptor.name, one.dataPoints.map((point) => point.value)]));
      };
      const telemetry = init();
      telemetry.startTool({ name: "search" });
      const open = await gauges();
      await telemetry.shutdown();
      const after = await gauges();
      const second = init();
      console.log(JSON.stringify({ open, after, later: await gauges(), second: await gauges() }));
      await second.shutdown();`);
    const gone = { "agentscribe.up": [0], "agentscribe.tool.inflight": [0] };
    const { open, after, later, second } = answer<Record<"open" | "after" | "later" | "second", object>>();
    expect(open).toMatchObject({ "agentscribe.up": [1], "agentscribe.tool.inflight": [1] });
    expect(after).toMatchObject(gone);
    expect([later, second]).toMatchObject([{ "agentscribe.up": [1] }, { "agentscribe.up": [1] }]);
  });
});
