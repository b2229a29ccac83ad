import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { runScript } from "./run-script.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

describe("a tracer and a logger that were got before init(), from the API that require loads", () => {
  it("record in own mode, beside those of the API that import loads", async () => {
    const { code, stderr } = await runScript(
      `
      import { createRequire } from "node:module";
      import * as imported from "@opentelemetry/api";
      import { init } from "./src/index.ts";
      const required = createRequire(import.meta.url)("@opentelemetry/api");
      const tracers = [required, imported].map((api) => api.trace.getTracer("app"));
      const loggers = [required, imported].map((api) => api.logs.getLogger("app"));
      const telemetry = init();
      await telemetry.flush();
      tracers.forEach((tracer, index) => tracer.startSpan("span " + index).end());
      loggers.forEach((logger, index) => logger.emit({ body: "record", eventName: "event " + index }));
      required.trace.getTracer("app").startSpan("late, required").end();
      imported.trace.getTracer("app").startSpan("late, imported").end();
      await telemetry.shutdown();`,
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const spans = receiver.spans().map(({ name }) => name);
    expect(spans.sort()).toEqual(["late, imported", "late, required", "span 0", "span 1"]);
    const events = receiver.logs().map(({ eventName }) => eventName);
    expect(events.filter((name) => name?.startsWith("event ")).sort()).toEqual(["event 0", "event 1"]);
  });

  it("follow to a provider that the application registers later", async () => {
    const { code, answer } = await runScript(
      `
      import { createRequire } from "node:module";
      import { init } from "./src/index.ts";
      const { trace } = createRequire(import.meta.url)("@opentelemetry/api");
      const tracer = trace.getTracer("app");
      const telemetry = init();
      await telemetry.flush();
      tracer.startSpan("ours").end();
      const { TracerProvider, InMemorySpanExporter, SimpleSpanProcessor } = await import("@opentelemetry/sdk-trace");
      const memory = new InMemorySpanExporter();
      trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: memory })] }));
      tracer.startSpan("theirs").end();
      await telemetry.shutdown();
      console.log(JSON.stringify({ theirs: memory.getFinishedSpans().map(({ name }) => name) }));`,
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } },
    );
    expect({ code, answer: answer() }).toEqual({ code: 0, answer: { theirs: ["theirs"] } });
    expect(receiver.spans().map(({ name }) => name)).toEqual(["ours"]);
  });
});
