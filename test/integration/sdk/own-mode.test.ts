import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
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

const WORK = `
await telemetry.session({ id: "s-1" }, async () => {
  await telemetry.llm({ provider: "openai", model: "gpt-4o" }, async (call) => {
    call.usage({ inputTokens: 1000, outputTokens: 10 });
  });
  telemetry.record("decision", { type: "route", choice: "left" });
});`;

const spanNamed = (name: string) => {
  const found = receiver.spans().filter((span) => span.name === name);
  expect(found, name).toHaveLength(1);
  return found[0] as (typeof found)[number];
};

describe("init in own mode", () => {
  it("says after a clean shutdown that it is shut down, and of nothing that it is wrong", async () => {
    const { answer } = await run(`
      import { mkdtempSync, rmSync } from "node:fs";
      import { tmpdir } from "node:os";
      import { join } from "node:path";
      const spoolDirectory = mkdtempSync(join(tmpdir(), "agentscribe-shutdown-"));
      const telemetry = init({ spool: true, spoolDirectory });
      telemetry.startSession({ id: "s-1" }).end();
      await telemetry.flush();
      const kept = telemetry.describe().includes("agentscribe-shutdown-");
      await telemetry.shutdown();
      rmSync(spoolDirectory, { recursive: true, force: true });
      console.log(JSON.stringify({ kept, describe: telemetry.describe(), health: telemetry.health() }));`);
    const { kept, describe: said, health } = answer<{ kept: boolean; describe: string; health: object }>();
    expect(kept).toBe(true);
    expect(said).toContain(": shut down; ");
    expect(health).toMatchObject({ enabled: false, pending: 0, onDisk: 0 });
    expect(health).not.toHaveProperty("lastError");
  });

  it("loads the SDK after it returned, and loses nothing recorded before", async () => {
    const { code, stderr, answer } = await run(`
      import { registerHooks } from "node:module";
      const loaded = [];
      registerHooks({ resolve(name, context, next) { loaded.push(name); return next(name, context); } });
      const sdk = () => loaded.filter((name) => name.startsWith("@opentelemetry/") || name.includes("global-providers")).length;
      const telemetry = init();
      const atReturn = sdk();
      telemetry.startSession({ id: "s-1" }).end();
      telemetry.recordLlm({ provider: "openai", model: "gpt-4o", usage: { inputTokens: 1000, outputTokens: 10 }, durationMs: 5 });
      telemetry.record("decision", { type: "route", choice: "left" });
      const beforeAwait = sdk();
      const report = await telemetry.shutdown();
      console.log(JSON.stringify({ atReturn, beforeAwait, afterwards: sdk(), report }));`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const told = answer<{ atReturn: number; beforeAwait: number; afterwards: number; report: object }>();
    expect(told).toMatchObject({ atReturn: 0, beforeAwait: 0, report: { pending: 0, dropped: {} } });
    expect(told.afterwards).toBeGreaterThan(0);
    expect(receiver.spans().map(({ name }) => name)).toEqual(["session", "chat gpt-4o"]);
    expect(spanNamed("chat gpt-4o").attributes["agentscribe.cost.usd"]).toBeCloseTo(0.0026, 8);
    expect(receiver.logs().map(({ eventName }) => eventName)).toContain("agentscribe.decision");
    const sums = Object.fromEntries(receiver.metrics().map(({ name, points }) => [name, points[0]?.value]));
    expect(sums["gen_ai.client.inference.usage.input_tokens"]).toBe(1000);
    expect(sums["agentscribe.client.cost"]).toBeCloseTo(0.0026, 8);
  });

  it("delivers spans, events and metrics of a short script that just ends", async () => {
    const { code, stderr, stdout } = await run(`const telemetry = init({ service: { name: "short" } });${WORK}`);
    expect({ code, stderr, stdout }).toEqual({ code: 0, stderr: "", stdout: "" });
    expect(spanNamed("chat gpt-4o").parentSpanId).toBe(spanNamed("session").spanId);
    expect(receiver.logs().filter(({ eventName }) => eventName === "agentscribe.decision")).toHaveLength(1);
    const durations = receiver.metrics().filter(({ name }) => name.startsWith("gen_ai.client"));
    expect(durations.length).toBeGreaterThan(0);
    for (const { name, points } of durations) expect(points.length, name).toBeGreaterThan(0);
    const origins = [...receiver.spans(), ...receiver.logs(), ...receiver.metrics()];
    expect(new Set(origins.map(({ resource }) => resource["service.name"]))).toEqual(new Set(["short"]));
  });

  it("has delivered everything when shutdown() resolves and the process exits at once", async () => {
    const { code } = await run(`const telemetry = init();${WORK} await telemetry.shutdown(); process.exit(0);`);
    expect(code).toBe(0);
    expect(receiver.spans()).toHaveLength(2);
    expect(receiver.metrics().length).toBeGreaterThan(0);
  });

  it("nests spans of others in our scopes and our scopes in theirs, through one pipeline", async () => {
    const { code, stderr, answer } = await run(`
      import { context, propagation, trace } from "@opentelemetry/api";
      const telemetry = init();
      await telemetry.flush();
      const tracer = trace.getTracer("db-driver", "9.9");
      await telemetry.agent({ name: "a" }, async () => {
        await tracer.startActiveSpan("query", async (span) => {
          await telemetry.tool({ name: "inner" }, async () => { tracer.startSpan("row").end(); });
          span.end();
        });
      });
      const carrier = {};
      tracer.startActiveSpan("outside", (span) => {
        telemetry.startTool({ name: "second" }).end();
        propagation.inject(context.active(), carrier);
        span.end();
      });
      await telemetry.shutdown();
      console.log(JSON.stringify(carrier));`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(receiver.spans()).toHaveLength(6);
    const query = spanNamed("query");
    expect(query.parentSpanId).toBe(spanNamed("invoke_agent a").spanId);
    expect(query.scope).toMatchObject({ name: "db-driver", version: "9.9" });
    expect(spanNamed("execute_tool inner").parentSpanId).toBe(query.spanId);
    expect(spanNamed("row").parentSpanId).toBe(spanNamed("execute_tool inner").spanId);
    const outside = spanNamed("outside");
    expect(spanNamed("execute_tool second").parentSpanId).toBe(outside.spanId);
    expect(answer()).toEqual({ traceparent: `00-${outside.traceId}-${outside.spanId}-01` });
  });

  it("takes log records of others, with the span they belong to", async () => {
    await run(`
      import { logs } from "@opentelemetry/api";
      const telemetry = init();
      await telemetry.flush();
      await telemetry.agent({ name: "a" }, async () => {
        logs.getLogger("app").emit({ body: "hello", severityNumber: 9, severityText: "INFO", attributes: { tries: 2 } });
      });
      await telemetry.shutdown();`);
    const [log] = receiver.logs().filter(({ scope }) => scope.name === "app");
    expect(log).toMatchObject({ body: "hello", severityNumber: 9, attributes: { tries: 2 } });
    expect(log?.spanId).toBe(spanNamed("invoke_agent a").spanId);
  });

  it.each([
    ["", 2, 2],
    ["delta", 1, 1],
    ["lowmemory", 1, 2],
    ["Delta ", 1, 1],
    ["nonsense", 2, 2],
  ])(
    "reports counters with the temporality of the standard variable (%j)",
    async (preference, temporality, observed) => {
      const { stderr } = await run(`const telemetry = init();${WORK}`, {
        OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: preference,
      });
      const all = receiver.metrics().filter(({ type }) => type === "sum" || type === "histogram");
      const temporalities = (metrics: typeof all) =>
        new Set(metrics.map(({ aggregationTemporality }) => aggregationTemporality));
      // What is told when it is asked for: counters of delivery, and its sums that may fall, which are always cumulative.
      expect(temporalities(all.filter(({ name }) => !name.startsWith("otel.sdk.")))).toEqual(new Set([temporality]));
      expect(temporalities(all.filter(({ name }) => name.endsWith(".exported")))).toEqual(new Set([observed]));
      expect(temporalities(all.filter(({ name }) => name.endsWith(".inflight") && name.startsWith("otel")))).toEqual(
        new Set([2]),
      );
      expect(stderr.split("\n").filter((line) => line !== "")).toHaveLength(preference === "nonsense" ? 1 : 0);
    },
  );

  it.each([
    ["always_off", "", 0],
    ["parentbased_always_off", "", 0],
    ["traceidratio", "0", 0],
    ["traceidratio", "1", 2],
    ["parentbased_traceidratio", "0", 0],
    ["always_on", "", 2],
  ])("samples spans by %s %s, and counts everything", async (sampler, argument, spans) => {
    const { answer } = await run(
      `const telemetry = init();${WORK} const all = telemetry.snapshot(); await telemetry.shutdown();
      console.log(JSON.stringify(all));`,
      { OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: argument },
    );
    expect(receiver.spans()).toHaveLength(spans);
    expect(answer()).toMatchObject({ totals: { usage: { inputTokens: 1000 } } });
    const tokens = receiver.metrics().find(({ name }) => name === "gen_ai.client.inference.usage.input_tokens");
    expect(tokens?.points.map(({ value }) => value)).toEqual([1000]);
  });

  it("prints what OTEL_LOG_LEVEL asks for on stderr, never on stdout", async () => {
    const { code, stdout, stderr } = await run(`const telemetry = init();${WORK}`, { OTEL_LOG_LEVEL: "debug" });
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toContain("agentscribe: the OpenTelemetry SDK was started");
  });

  it("leaves the application's own diagnostic logger in place", async () => {
    const { stdout, stderr, answer } = await run(
      `import { diag, DiagLogLevel } from "@opentelemetry/api";
      const lines = [];
      const keep = (line) => lines.push(line);
      diag.setLogger({ error: keep, warn: keep, info: keep, debug: keep, verbose: keep }, DiagLogLevel.DEBUG);
      const telemetry = init();${WORK} await telemetry.shutdown();
      diag.warn("mine");
      console.log(JSON.stringify(lines));`,
      { OTEL_LOG_LEVEL: "debug" },
    );
    expect(stdout.trim().split("\n")).toHaveLength(1);
    expect(stderr).toBe("");
    const lines = answer<string[]>();
    expect(lines).toEqual(expect.arrayContaining(["agentscribe: the OpenTelemetry SDK was started", "mine"]));
    expect(lines.filter((line) => line.includes("duplicate registration"))).toEqual([]);
  });

  it("passes spans, metrics and log records of others to the client that is left when the first is shut down", async () => {
    const { code, stderr } = await run(`
      import { logs, metrics, trace } from "@opentelemetry/api";
      const [first, second] = [init({ service: { name: "first" } }), init({ service: { name: "second" } })];
      await Promise.all([first.flush(), second.flush()]);
      const counter = metrics.getMeter("app").createCounter("orders");
      const [tracer, logger] = [trace.getTracer("app"), logs.getLogger("app")];
      const work = (name) => { counter.add(1, { name }); logger.emit({ eventName: name }); tracer.startSpan(name).end(); };
      work("one");
      const open = tracer.startSpan("open");
      await first.shutdown();
      open.end();
      work("two");
      metrics.getMeter("app").createCounter("refunds").add(1);
      await second.shutdown();`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const by = (name: string): unknown => spanNamed(name).resource["service.name"];
    expect([by("one"), by("open"), by("two")]).toEqual(["first", "second", "second"]);
    expect(receiver.logs().map(({ eventName, resource }) => [eventName, resource["service.name"]])).toEqual([
      ["one", "first"],
      ["two", "second"],
    ]);
    const orders = receiver.metrics().filter(({ name }) => name === "orders");
    expect(orders.at(-1)?.points.map(({ attributes, value }) => [attributes.name, value])).toEqual([
      ["one", 1],
      ["two", 1],
    ]);
    expect(receiver.metrics().map(({ name }) => name)).toContain("refunds");
  });

  it("is followed by another client, in whose pipeline spans of others then leave", async () => {
    await run(`
      import { trace } from "@opentelemetry/api";
      const first = init({ service: { name: "first" } });
      await first.shutdown();
      const second = init({ service: { name: "second" } });
      await second.flush();
      trace.getTracer("app").startSpan("late").end();
      await second.shutdown();`);
    expect(spanNamed("late").resource["service.name"]).toBe("second");
  });
});
