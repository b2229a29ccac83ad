import { afterEach, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { runScript } from "./run-script.ts";

let receiver: Receiver;
afterEach(() => receiver.close());

const SCRIPT = `
import { init } from "./src/index.ts";
init().recordTool({ name: "t", durationMs: 1 });
const started = performance.now();
process.on("exit", () => process.stdout.write("\\n" + JSON.stringify({ millis: performance.now() - started }) + "\\n"));`;

describe("a process that ends without shutdown", () => {
  it("sends its spans and metrics", async () => {
    receiver = await startReceiver();
    await runScript(SCRIPT, { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } });

    expect(receiver.spans().map(({ name }) => name)).toEqual(["execute_tool t"]);
    expect(receiver.metrics().map(({ name }) => name)).toContain("gen_ai.execute_tool.duration");
  });

  it("waits for a backend that never answers once, not again for the metrics", async () => {
    receiver = await startReceiver({ respond: () => "hang" });
    const { answer } = await runScript(SCRIPT, { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } });

    expect(answer<{ millis: number }>().millis).toBeLessThan(3_800);
  });
});

describe("a process that ends with scopes open", () => {
  const OPEN = `
    const session = telemetry.startSession({ id: "s" });
    await session.run(() => telemetry.tool({ name: "t" }, async () => 1));
    const agent = telemetry.startAgent({ name: "a" });`;
  const ended = (): unknown =>
    receiver
      .spans()
      .map(({ name, attributes }) => [
        name,
        attributes["agentscribe.unfinished"],
        attributes["agentscribe.run.end_reason"],
      ]);
  const run = (options: string, rest: string): Promise<unknown> => {
    const source = `import { init } from "./src/index.ts"; const telemetry = init(${options}); ${OPEN} ${rest}`;
    return runScript(source, { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } });
  };

  it.each(["{}", "{ spool: false }"])("ends and sends them as shutdown() does (%s)", async (options) => {
    receiver = await startReceiver();
    await run(options, "");
    expect(ended()).toEqual([
      ["execute_tool t", undefined, undefined],
      ["invoke_agent a", true, "shutdown"],
      ["session", true, "shutdown"],
    ]);
    expect(receiver.logs().map(({ eventName }) => eventName)).toContain("agentscribe.session.end");
  });

  it("lets the application end them in a listener of its own", async () => {
    receiver = await startReceiver();
    await run("{}", 'process.once("beforeExit", async () => { agent.end(); session.end(); });');
    expect(ended()).toEqual([
      ["execute_tool t", undefined, undefined],
      ["invoke_agent a", undefined, undefined],
      ["session", undefined, "completed"],
    ]);
  });

  it("records on for an application that goes on afterwards", async () => {
    receiver = await startReceiver();
    await run(
      "{}",
      `
      let looks = 0;
      process.on("beforeExit", () => {
        if (++looks === 3) setTimeout(() => session.run(() => telemetry.recordTool({ name: "later", durationMs: 1 })), 50);
      });`,
    );
    expect(ended()).toEqual([
      ["execute_tool t", undefined, undefined],
      ["invoke_agent a", true, "shutdown"],
      ["session", true, "shutdown"],
      ["execute_tool later", undefined, undefined],
    ]);
  });

  it("is not held by a listener that records each time", async () => {
    receiver = await startReceiver();
    await run("{}", 'process.on("beforeExit", () => telemetry.record("decision", { type: "a", choice: "b" }));');
    expect(receiver.logs().length).toBeGreaterThan(1);
  });
});

describe("a process that ends at once", () => {
  it.each([
    ["process.exit()", "process.exit(0);", {}],
    ["an error that nobody catches", 'throw new Error("the application\'s");', {}],
    ["process.exit(), as changes", "process.exit(0);", { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: "delta" }],
  ])("leaves the metrics of other instrumentations for the next start (%s)", async (_end, end, settings) => {
    receiver = await startReceiver();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...settings };
    await runScript(
      `
      import { metrics } from "@opentelemetry/api";
      import { init } from "./src/index.ts";
      import { setTimeout } from "node:timers/promises";
      const telemetry = init();
      await telemetry.flush();
      const meter = metrics.getMeter("shop");
      meter.createCounter("shop.orders").add(5);
      meter.createObservableGauge("shop.depth").addCallback((result) => result.observe(7));
      await setTimeout(300);
      ${end}`,
      { env },
    );
    expect(receiver.metrics()).toEqual([]);
    await runScript('import { init } from "./src/index.ts"; const telemetry = init(); await telemetry.shutdown();', {
      env,
    });
    const values = receiver.metrics().map(({ name, points }) => [name, points.map(({ value }) => value)]);
    expect(values).toEqual([
      ["shop.orders", [5]],
      ["shop.depth", [7]],
    ]);
  });
});
