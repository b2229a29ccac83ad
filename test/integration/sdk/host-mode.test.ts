import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { runScript, type ScriptResult } from "./run-script.ts";

interface Span {
  readonly name: string;
  readonly spanId: string;
  readonly traceId: string;
  readonly parent?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly string[];
}

interface Answer {
  readonly spans: readonly Span[];
  readonly logs: readonly { readonly eventName?: string; readonly spanId?: string }[];
  readonly metrics: readonly string[];
  readonly rest: Readonly<Record<string, unknown>>;
}

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

/** The application's own telemetry: a NodeSDK that keeps in memory what it exports. */
const NODE_SDK = `
import { context, logs, metrics, trace } from "@opentelemetry/api";
import { InMemoryLogRecordExporter, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import { AggregationTemporality, InMemoryMetricExporter, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
const kept = new InMemorySpanExporter();
const keptLogs = new InMemoryLogRecordExporter();
const keptMetrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter: keptMetrics });
const startHost = () => new NodeSDK({
  spanProcessors: [new SimpleSpanProcessor({ exporter: kept })],
  logRecordProcessors: [new SimpleLogRecordProcessor({ exporter: keptLogs })],
  metricReaders: [reader], autoDetectResources: false,
}).start();`;

const ANSWER = `
const tell = async (rest = {}) => {
  const spans = kept.getFinishedSpans().map((span) => ({ name: span.name, ...span.spanContext(),
    parent: span.parentSpanContext?.spanId, attributes: span.attributes, events: span.events.map((event) => event.name) }));
  await reader.forceFlush().catch(() => {});
  const metrics = keptMetrics.getMetrics().flatMap((one) => one.scopeMetrics.flatMap((scope) => scope.metrics.map((m) => m.descriptor.name)));
  const records = keptLogs.getFinishedLogRecords().map((log) => ({ eventName: log.eventName, spanId: log.spanContext?.spanId }));
  process.stdout.write("\\n" + JSON.stringify({ spans, logs: records, metrics, rest }) + "\\n");
};`;

const NESTED = `
const tracer = trace.getTracer("app");
await tracer.startActiveSpan("request", async (request) => {
  await telemetry.agent({ name: "a" }, async () => {
    await tracer.startActiveSpan("query", async (span) => {
      await telemetry.tool({ name: "inner" }, async () => 1);
      span.end();
    });
    telemetry.record("decision", { type: "route", choice: "left" });
    await telemetry.llm({ provider: "openai", model: "gpt-4o" }, async (call) => call.usage({ inputTokens: 10, outputTokens: 1 }));
  });
  request.end();
});`;

const run = (source: string, env: Record<string, string> = {}): Promise<ScriptResult> =>
  runScript(`import { init, ConfigError } from "./src/index.ts";\n${NODE_SDK}${ANSWER}\n${source}`, {
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env },
  });

const named = (spans: readonly Span[], name: string): Span => {
  const found = spans.filter((span) => span.name === name);
  expect(found, name).toHaveLength(1);
  return found[0] as Span;
};

function expectNesting(spans: readonly Span[]): void {
  expect(spans.map(({ name }) => name).sort()).toEqual(
    ["chat gpt-4o", "execute_tool inner", "invoke_agent a", "query", "request"].sort(),
  );
  expect(named(spans, "invoke_agent a").parent).toBe(named(spans, "request").spanId);
  expect(named(spans, "query").parent).toBe(named(spans, "invoke_agent a").spanId);
  expect(named(spans, "execute_tool inner").parent).toBe(named(spans, "query").spanId);
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
}

describe("init in host mode", () => {
  it("records once through a NodeSDK of the application, and sends nothing itself", async () => {
    const { code, stderr, answer } = await run(`
      startHost();
      const telemetry = init();
      ${NESTED}
      const report = await telemetry.shutdown();
      tracer.startSpan("after").end();
      await tell({ mode: telemetry.health().mode, line: telemetry.describe(), report });`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { spans, logs, metrics, rest } = answer<Answer>();
    named(spans, "after");
    expectNesting(spans.filter(({ name }) => name !== "after"));
    const decisions = logs.filter(({ eventName }) => eventName === "agentscribe.decision");
    expect(decisions).toEqual([{ eventName: "agentscribe.decision", spanId: named(spans, "invoke_agent a").spanId }]);
    expect(metrics).toContain("gen_ai.client.inference.usage.input_tokens");
    expect(named(spans, "chat gpt-4o").attributes["agentscribe.cost.usd"]).toBeGreaterThan(0);
    expect(rest).toMatchObject({ mode: "host", report: { pending: 0, dropped: {} } });
    expect(rest.line).toContain("the application's OpenTelemetry providers");
    expect(receiver.requests).toEqual([]);
  });

  it("nests in both directions with a bare TracerProvider, whose application set no context manager", async () => {
    const { code, stderr, answer } = await run(`
      trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: kept })] }));
      const telemetry = init({ host: "attach" });
      ${NESTED}
      await telemetry.shutdown();
      await tell();`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { spans } = answer<Answer>();
    expectNesting(spans);
    expect(named(spans, "invoke_agent a").events).toContain("agentscribe.decision");
    expect(receiver.requests).toEqual([]);
  });

  it("gives exporters of its own a copy of our spans alone, with the same ids", async () => {
    const { code, stderr, answer } = await run(`
      startHost();
      const telemetry = init({ exporters: [{}], capture: "full" });
      ${NESTED}
      await telemetry.shutdown();
      await tell();`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { spans } = answer<Answer>();
    expectNesting(spans);
    const copies = receiver.spans();
    expect(copies.map(({ name }) => name).sort()).toEqual(["chat gpt-4o", "execute_tool inner", "invoke_agent a"]);
    for (const copy of copies) {
      const { spanId, traceId, parent } = named(spans, copy.name);
      expect(copy).toMatchObject({ spanId, traceId, parentSpanId: parent });
    }
    expect(receiver.logs().map(({ eventName }) => eventName)).toContain("agentscribe.decision");
  });

  it("gives exporters of its own what the application's processors fail at, and says whose they are", async () => {
    const { code, stderr, answer } = await run(`
      const broken = (method) => ({ [method]() { throw new Error("theirs"); }, forceFlush: async () => {}, shutdown: async () => {} });
      new NodeSDK({
        spanProcessors: [{ onStart() {}, ...broken("onEnd") }],
        logRecordProcessors: [broken("onEmit")],
        metricReaders: [reader], autoDetectResources: false,
      }).start();
      const telemetry = init({ exporters: [{}] });
      const value = telemetry.agent({ name: "a" }, () => {
        telemetry.record("decision", { type: "route", choice: "left" });
        return telemetry.tool({ name: "inner" }, () => 7);
      });
      await telemetry.shutdown();
      await tell({ value, problems: telemetry.health().problems });`);
    expect(code).toBe(0);
    expect(stderr).toContain("a span processor of the application's OpenTelemetry providers failed: Error: theirs\n");
    expect(answer<{ rest: unknown }>().rest).toMatchObject({ value: 7, problems: { "host:span.end": 2 } });
    expect(receiver.spans().map(({ name }) => name)).toEqual(["execute_tool inner", "invoke_agent a"]);
    expect(receiver.logs().map(({ eventName }) => eventName)).toContain("agentscribe.decision");
  });

  it("maps attributes for exporters of its own and not for the application's", async () => {
    const { code, stderr, answer } = await run(`
      startHost();
      const telemetry = init({ exporters: [{ attributes: "langfuse" }] });
      ${NESTED}
      await telemetry.shutdown();
      await tell();`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const copy = receiver.spans().find(({ name }) => name === "chat gpt-4o");
    expect(copy?.attributes).toMatchObject({ "langfuse.observation.type": "generation" });
    expect(JSON.stringify(answer<Answer>().spans)).not.toContain("langfuse.");
  });

  it("refuses to attach to nothing", async () => {
    const { answer } = await run(`
      let caught;
      try { init({ host: "attach" }); } catch (error) { caught = { is: error instanceof ConfigError, ...error, message: error.message }; }
      await tell({ caught, listeners: process.listenerCount("beforeExit") });`);
    expect(answer<Answer>().rest).toMatchObject({ caught: { is: true, option: "host" }, listeners: 0 });
  });

  it("leaves a provider alone that the application registers right after init", async () => {
    const { code, stderr, answer } = await run(`
      const telemetry = init();
      startHost();
      await telemetry.flush();
      ${NESTED}
      await telemetry.shutdown();
      trace.getTracer("app").startSpan("after").end();
      await tell({ mode: telemetry.health().mode });`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { spans } = answer<Answer>();
    expect(spans.map(({ name }) => name)).toEqual(["query", "request", "after"]);
    const ours = receiver.spans();
    expect(ours.map(({ name }) => name).sort()).toEqual(["chat gpt-4o", "execute_tool inner", "invoke_agent a"]);
    const agent = ours.find(({ name }) => name === "invoke_agent a");
    expect(agent?.parentSpanId).toBe(named(spans, "request").spanId);
    expect(named(spans, "query").parent).toBe(agent?.spanId);
    expect(receiver.metrics().map(({ name }) => name)).toContain("gen_ai.client.inference.usage.input_tokens");
  });

  it.each([
    ["a tracer got before init()", 'const early = trace.getTracer("app");', "early"],
    ["a tracer got from our provider", "const early = undefined;", "middle"],
    ["a tracer got afterwards", "const early = undefined;", 'trace.getTracer("app")'],
  ])("gives way to a provider that the application registers long after init: %s", async (_when, before, tracer) => {
    const { code, stderr, answer } = await run(`
      ${before}
      const telemetry = init();
      await telemetry.flush();
      const middle = trace.getTracer("app");
      const logger = logs.getLogger("app");
      (early ?? middle).startSpan("before").end();
      logger.emit({ eventName: "before" });
      startHost();
      ${NESTED.replace('trace.getTracer("app")', tracer)}
      logger.emit({ eventName: "after" });
      metrics.getMeter("app").createCounter("orders").add(1);
      const report = await telemetry.shutdown();
      trace.getTracer("app").startSpan("after").end();
      await tell({ mode: telemetry.health().mode, dropped: report.dropped });`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { spans, logs, metrics, rest } = answer<Answer>();
    expect(rest).toEqual({ mode: "own", dropped: {} });
    expect(spans.map(({ name }) => name)).toEqual(["query", "request", "after"]);
    expect(logs.map(({ eventName }) => eventName)).toEqual(["after"]);
    expect(metrics).toContain("orders");
    const ours = receiver.spans();
    expect(ours.map(({ name }) => name).sort()).toEqual(
      ["before", "chat gpt-4o", "execute_tool inner", "invoke_agent a"].sort(),
    );
    const agent = ours.find(({ name }) => name === "invoke_agent a");
    expect(agent?.parentSpanId).toBe(named(spans, "request").spanId);
    expect(agent?.traceId).toBe(named(spans, "request").traceId);
    expect(named(spans, "query").parent).toBe(agent?.spanId);
  });

  it("goes on when the application comes late with a provider, which works as well", async () => {
    const { code, stderr, answer } = await run(`
      const telemetry = init();
      await telemetry.flush();
      startHost();
      const late = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: kept })] });
      await telemetry.agent({ name: "a" }, async () => { late.getTracer("app").startSpan("own").end(); });
      await telemetry.shutdown();
      await tell();`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const [agent, ...others] = receiver.spans();
    expect(others).toEqual([]);
    expect(answer<Answer>().spans).toMatchObject([{ name: "own", parent: agent?.spanId }]);
  });

  it("starts providers of its own beside the application's when told to, and leaves those in place", async () => {
    const { code, stderr, answer } = await run(`
      startHost();
      const telemetry = init({ host: "own" });
      await telemetry.flush();
      ${NESTED}
      await telemetry.shutdown();
      trace.getTracer("app").startSpan("after").end();
      await tell({ mode: telemetry.health().mode });`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { spans, rest } = answer<Answer>();
    expect(rest.mode).toBe("own");
    expect(spans.map(({ name }) => name)).toEqual(["query", "request", "after"]);
    const ours = receiver.spans();
    expect(ours.map(({ name }) => name).sort()).toEqual(["chat gpt-4o", "execute_tool inner", "invoke_agent a"]);
    const agent = ours.find(({ name }) => name === "invoke_agent a");
    expect(agent).toMatchObject({
      parentSpanId: named(spans, "request").spanId,
      traceId: named(spans, "request").traceId,
    });
    expect(named(spans, "query").parent).toBe(agent?.spanId);
  });

  it("takes its own providers for no host when init is called again", async () => {
    const { answer } = await run(`
      const first = init();
      await first.flush();
      const second = init({ service: { name: "again" } });
      second.startTool({ name: "x" }).end();
      await second.shutdown();
      first.startTool({ name: "y" }).end();
      await first.shutdown();
      await tell({ mode: second.health().mode });`);
    expect(answer<Answer>().rest).toMatchObject({ mode: "own" });
    expect(receiver.spans().map(({ name }) => name)).toEqual(["execute_tool x", "execute_tool y"]);
  });

  it("records nothing of the signals that are turned off, and the application's nesting stays", async () => {
    const { code, stderr, answer } = await run(`
      startHost();
      const telemetry = init({ signals: { traces: false, metrics: false, events: false } });
      ${NESTED}
      await telemetry.shutdown();
      await tell();`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { spans, logs, metrics } = answer<Answer>();
    expect({ logs, metrics }).toEqual({ logs: [], metrics: [] });
    expect(spans.map(({ name }) => name)).toEqual(["query", "request"]);
    expect(named(spans, "query").parent).toBe(named(spans, "request").spanId);
  });
});
