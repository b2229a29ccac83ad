import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { runScript } from "../../integration/sdk/run-script.ts";
import { vendorVersion } from "../load.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

/** Whoever asks for the API gets the one that AI SDK 5 keeps an application at. */
const WITH_OLDER_API = `
import { registerHooks } from "node:module";
const older = ${JSON.stringify(new URL("../older/node_modules/@opentelemetry/api/build/src/index.js", import.meta.url).href)};
registerHooks({ resolve: (name, context, next) => next(name === "@opentelemetry/api" ? older : name, context) });
const { context, metrics, propagation, trace } = (await import("@opentelemetry/api")).default;
const { init } = await import("./src/index.ts");`;

describe("own mode beside an API older than 1.10", () => {
  it("is tried with such a one", () => {
    expect(vendorVersion("older", "@opentelemetry/api")).toMatch(/^1\.9\./);
  });

  it("takes spans of others into the same traces, and carries them on", async () => {
    const { code, stderr, answer } = await runScript(
      `${WITH_OLDER_API}
      const telemetry = init();
      await telemetry.flush();
      const carrier = {};
      await telemetry.agent({ name: "a" }, async () => {
        await trace.getTracer("ai", "5").startActiveSpan("query", async (span) => {
          telemetry.startTool({ name: "inner" }).end();
          propagation.inject(context.active(), carrier);
          span.end();
        });
      });
      await telemetry.shutdown();
      console.log(JSON.stringify(carrier));`,
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const spans = new Map(receiver.spans().map((span) => [span.name, span]));
    expect([...spans.keys()].sort()).toEqual(["execute_tool inner", "invoke_agent a", "query"]);
    const query = spans.get("query");
    expect(query?.parentSpanId).toBe(spans.get("invoke_agent a")?.spanId);
    expect(spans.get("execute_tool inner")?.parentSpanId).toBe(query?.spanId);
    expect(answer()).toEqual({ traceparent: `00-${query?.traceId}-${query?.spanId}-01` });
  });

  it("says once that metrics of others cannot be sent, and sends its own", async () => {
    const { code, stderr } = await runScript(
      `${WITH_OLDER_API}
      const telemetry = init();
      await telemetry.flush();
      metrics.getMeter("others").createCounter("their.count").add(1);
      telemetry.startTool({ name: "inner" }).end();
      await telemetry.flush();
      await telemetry.shutdown();`,
      { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } },
    );
    expect(code).toBe(0);
    expect(stderr.match(/metrics of other instrumentations cannot be sent/g)).toHaveLength(1);
    const names = receiver.metrics().map(({ name }) => name);
    expect(names).toContain("gen_ai.execute_tool.duration");
    expect(names).not.toContain("their.count");
  });
});
