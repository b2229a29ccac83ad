import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { runScript, type ScriptResult } from "./run-script.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const run = (source: string, env: Record<string, string> = {}): Promise<ScriptResult> =>
  runScript(
    `import { init } from "./src/index.ts";
    import { context, logs, metrics, propagation, trace } from "@opentelemetry/api";
    const tracer = trace.getTracer("app");
    const logger = logs.getLogger("app");
    ${source}`,
    { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env } },
  );

const spans = (): readonly string[] => receiver.spans().map(({ name }) => name);
const bodies = (): readonly unknown[] =>
  receiver
    .logs()
    .filter(({ scope }) => scope.name === "app")
    .map(({ body }) => body);
const sumOf = (name: string): number =>
  receiver
    .metrics()
    .filter((one) => one.name === name)
    .flatMap(({ points }) => points.map(({ value }) => Number(value)))
    .reduce((sum, value) => sum + value, 0);

describe("what others record while the client is turned off by disable()", () => {
  it("is dropped, and what was open then ends as usual", async () => {
    const { stderr, answer } = await run(
      `
      const telemetry = init();
      await telemetry.flush();
      const counter = metrics.getMeter("app").createCounter("orders");
      let asked = 0;
      metrics.getMeter("app").createObservableGauge("level").addCallback((result) => { asked += 1; result.observe(1); });
      const [one] = [metrics.getMeter("app").createObservableGauge("one")];
      metrics.getMeter("app").addBatchObservableCallback((result) => { asked += 1; result.observe(one, 1); }, [one]);
      counter.add(1);
      const call = { "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.usage.input_tokens": 7 };
      const open = tracer.startSpan("open", { attributes: call });
      telemetry.disable();
      const carrier = {};
      trace.getTracer("other").startActiveSpan("alone", (span) => { propagation.inject(context.active(), carrier); span.end(); });
      const inside = tracer.startSpan("inside", {}, trace.setSpan(context.active(), open));
      const isSame = inside.spanContext().spanId === open.spanContext().spanId;
      inside.end();
      open.setAttribute("late", true).end();
      logger.emit({ body: "unheard" });
      const isHeard = logger.enabled();
      counter.add(10);
      await telemetry.flush();
      const askedOff = asked;
      telemetry.enable();
      tracer.startSpan("later").end();
      logger.emit({ body: "heard" });
      counter.add(100);
      const { inferenceCalls } = telemetry.snapshot().totals;
      await telemetry.shutdown();
      console.log(JSON.stringify({ carrier, isSame, isHeard, askedOff, inferenceCalls, isAsked: asked > 0 }));`,
      { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: "delta" },
    );
    expect(stderr).toBe("");
    expect(answer()).toEqual({
      carrier: {},
      isSame: true,
      isHeard: false,
      askedOff: 0,
      inferenceCalls: 1,
      isAsked: true,
    });
    expect([...spans()].sort()).toEqual(["later", "open"]);
    expect(receiver.spans().find(({ name }) => name === "open")?.attributes).toMatchObject({ late: true });
    expect(bodies()).toEqual(["heard"]);
    expect(sumOf("orders")).toBe(101);
  });

  it("is dropped also before the SDK is loaded", async () => {
    const { stderr } = await run(`
      const telemetry = init();
      telemetry.disable();
      metrics.getMeter("app").createCounter("orders").add(1);
      tracer.startSpan("early").end();
      await telemetry.flush();
      tracer.startSpan("later").end();
      await telemetry.shutdown();`);
    expect([stderr, spans(), sumOf("orders")]).toEqual(["", [], 0]);
  });

  it("does not go to another client, which takes it once the first is shut down", async () => {
    const { stderr } = await run(`
      const [first, second] = [init(), init()];
      await Promise.all([first.flush(), second.flush()]);
      second.disable();
      tracer.startSpan("of the first").end();
      second.enable();
      first.disable();
      tracer.startSpan("nobody's").end();
      logger.emit({ body: "nobody's" });
      await first.shutdown();
      tracer.startSpan("of the second").end();
      await second.shutdown();`);
    expect([stderr, spans(), bodies()]).toEqual(["", ["of the first", "of the second"], []]);
  });

  it("is the application's where it registered providers of its own", async () => {
    const { answer } = await run(`
      const telemetry = init();
      await telemetry.flush();
      telemetry.disable();
      const { TracerProvider, InMemorySpanExporter, SimpleSpanProcessor } = await import("@opentelemetry/sdk-trace");
      const memory = new InMemorySpanExporter();
      trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: memory })] }));
      tracer.startSpan("theirs").end();
      await telemetry.shutdown();
      console.log(JSON.stringify(memory.getFinishedSpans().map(({ name }) => name)));`);
    expect([answer(), spans()]).toEqual([["theirs"], []]);
  });
});
