import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ReceivedMetric } from "../../../examples/support/otlp/flatten-otlp.ts";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import type { ExporterOptions } from "../../../src/index.ts";
import { init } from "../../../src/index.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

/** The values of the last report of a metric, by the reason for the drop and the component. */
function valuesOf(name: string): Readonly<Record<string, unknown>> {
  const last: ReceivedMetric | undefined = receiver.metrics().findLast((metric) => metric.name === name);
  const points = last?.points ?? [];
  return Object.fromEntries(
    points.map(({ attributes, value }) => [
      [attributes["otel.component.name"], attributes["error.type"]].filter((part) => part !== undefined).join(" "),
      value,
    ]),
  );
}

const start = (exporters: readonly ExporterOptions[]) => init({ host: "own", pricing: false, exporters });

describe("metrics of delivery", () => {
  it("say what was sent, with the names of the conventions", async () => {
    const telemetry = start([{ url: receiver.url }]);
    for (let index = 0; index < 4; index += 1) telemetry.tool({ name: "one" }, () => index);
    telemetry.record("decision", { type: "route", choice: "answer" });
    await telemetry.flush();
    await telemetry.shutdown();

    expect(valuesOf("otel.sdk.processor.span.processed")).toEqual({ "agentscribe_span_processor/0": 4 });
    expect(valuesOf("otel.sdk.processor.span.queue.size")).toEqual({ "agentscribe_span_processor/0": 0 });
    expect(valuesOf("otel.sdk.exporter.span.exported")).toEqual({ "otlp_http_span_exporter/0": 4 });
    expect(valuesOf("otel.sdk.exporter.span.inflight")).toEqual({ "otlp_http_span_exporter/0": 0 });
    expect(valuesOf("otel.sdk.exporter.log.exported")).toEqual({ "otlp_http_log_exporter/0": 1 });
    const exported = receiver.metrics().find(({ name }) => name === "otel.sdk.exporter.span.exported");
    expect(exported?.points[0]?.attributes).toMatchObject({
      "otel.component.type": "otlp_http_span_exporter",
      "server.address": "127.0.0.1",
      "server.port": Number(new URL(receiver.url).port),
    });
    expect(exported).toMatchObject({ unit: "{span}" });
  });

  it("say what waits, what is being sent and why the rest was dropped, each destination for itself", async () => {
    const failing = { export: (_: unknown, done: (result: { code: number }) => void) => done({ code: 1 }) };
    const down = { name: "down", url: "http://127.0.0.1:9", signals: { metrics: false, events: false } };
    const telemetry = start([{ url: receiver.url }, { type: "custom", name: "broken", spanExporter: failing }, down]);
    for (let index = 0; index < 3; index += 1) telemetry.tool({ name: "one" }, () => index);
    await telemetry.flush({ timeoutMillis: 1_000 });
    const { destinations } = telemetry.health();
    await telemetry.shutdown({ timeoutMillis: 500 });

    const processed = valuesOf("otel.sdk.processor.span.processed");
    const size = valuesOf("otel.sdk.processor.span.queue.size");
    const exported = valuesOf("otel.sdk.exporter.span.exported");
    const inflight = valuesOf("otel.sdk.exporter.span.inflight");
    expect(exported).toMatchObject({ "otlp_http_span_exporter/0": 3, "otlp_http_span_exporter/1": 0 });
    for (const [index, { name, accepted }] of destinations.filter(({ name }) => name.endsWith("traces")).entries()) {
      const of = (values: Readonly<Record<string, unknown>>, part: string): number =>
        Object.entries(values).reduce((sum, [key, value]) => (key.startsWith(part) ? sum + Number(value) : sum), 0);
      const processor = `agentscribe_span_processor/${index}`;
      const exporter = ["otlp_http_span_exporter/0", "agentscribe_custom_span_exporter/0", "otlp_http_span_exporter/1"][
        index
      ];
      expect(of(processed, processor) + of(size, processor), name).toBe(accepted);
      expect(of(exported, exporter ?? "") + of(inflight, exporter ?? ""), name).toBe(Number(processed[processor]));
    }
    expect(Number(inflight["otlp_http_span_exporter/1"])).toBe(3);
  });

  it("name what a backend rejects as the conventions do", async () => {
    const partial = Buffer.from([0x0a, 0x02, 0x08, 0x01]);
    await receiver.close();
    receiver = await startReceiver({
      respond: ({ path }) =>
        path === "/v1/traces"
          ? { status: 200, headers: { "content-type": "application/x-protobuf" }, body: partial }
          : undefined,
    });
    const telemetry = start([{ url: receiver.url }]);
    for (let index = 0; index < 4; index += 1) telemetry.tool({ name: "one" }, () => index);
    await telemetry.flush();
    await telemetry.shutdown();
    expect(valuesOf("otel.sdk.exporter.span.exported")).toEqual({
      "otlp_http_span_exporter/0": 3,
      "otlp_http_span_exporter/0 rejected": 1,
    });
  });
});
