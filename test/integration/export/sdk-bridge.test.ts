import { JsonMetricsSerializer } from "@opentelemetry/otlp-transformer";
import {
  AggregationType,
  MeterProvider,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from "@opentelemetry/sdk-metrics";
import { TracerProvider } from "@opentelemetry/sdk-trace";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createMetricExporter } from "../../../src/export/metric-exporter.ts";
import { createSpanProcessor } from "../../../src/export/span-processor.ts";
import { fromReadableSpan } from "../../../src/trace/foreign-span.ts";
import { type Receiver, startReceiver } from "./receiver.ts";
import { testPipeline } from "./test-pipeline.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

describe("createMetricExporter()", () => {
  it("says of metrics that cannot be read that they were not exported, and nothing else breaks", async () => {
    const { pipeline, diag } = testPipeline([{ url: receiver.url }]);
    const exporter = createMetricExporter({ pipeline, diag });
    const exported = (metrics: unknown) => new Promise((done) => exporter.export(metrics as never, done));
    expect(await exported({})).toEqual({ code: 1 });
    expect(await exported({ scopeMetrics: [{ metrics: [{ dataPoints: [{}] }] }] })).toEqual({ code: 1 });
    expect(await exported({ scopeMetrics: [] })).toEqual({ code: 0 });
  });

  it("delivers what a metric reader collects, as the stock JSON has it", async () => {
    const { pipeline, diag } = testPipeline([{ url: receiver.url, protocol: "http/json" }]);
    const exporter = createMetricExporter({ pipeline, diag, temporality: "delta" });
    const collected: ResourceMetrics[] = [];
    const spy = {
      ...exporter,
      export(metrics: ResourceMetrics, done: Parameters<typeof exporter.export>[1]) {
        collected.push(metrics);
        exporter.export(metrics, done);
      },
    };
    const reader = new PeriodicExportingMetricReader({ exporter: spy as never, exportIntervalMillis: 60_000 });
    const exponential = {
      instrumentName: "exp",
      aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } as const,
    };
    const meters = new MeterProvider({ readers: [reader], views: [exponential] });
    const meter = meters.getMeter("test");
    meter.createCounter("calls").add(3, { model: "gpt-6" });
    meter.createUpDownCounter("open").add(-2.5);
    for (const value of [0.001, 5, 70]) {
      meter.createHistogram("duration", { unit: "s" }).record(value);
      meter.createHistogram("exp").record(value);
    }
    await meters.forceFlush();
    await pipeline.shutdown();
    expect(pipeline.health().metricPoints).toMatchObject({ accepted: 4, delivered: 4, pending: 0 });
    const [request] = receiver.requests;
    expect(request?.path).toBe("/v1/metrics");
    const stock: unknown = JSON.parse(
      Buffer.from(JsonMetricsSerializer.serializeRequest(collected[0] as never) ?? []).toString(),
    );
    expect(metricsOf(JSON.parse(request?.body.toString() ?? ""))).toEqual(metricsOf(stock));
    await meters.shutdown();
  });
});

describe("createSpanProcessor()", () => {
  it("puts sampled spans of the SDK into the pipeline", async () => {
    const { pipeline, diag } = testPipeline([{ url: receiver.url }]);
    const onEnd: Parameters<typeof createSpanProcessor>[0]["onEnd"] = (span, deliver) => {
      const record = fromReadableSpan(span);
      if (record !== undefined) deliver(record);
    };
    const processor = createSpanProcessor({ pipeline, diag, onEnd });
    const provider = new TracerProvider({ spanProcessors: [processor as never] });
    provider.getTracer("other").startSpan("GET /users").end();
    await provider.forceFlush();
    expect(receiver.accepted).toEqual(["GET /users"]);
    await pipeline.shutdown();
  });

  it("survives a converter that throws", () => {
    const { pipeline, diag } = testPipeline([{ url: receiver.url }]);
    const onEnd = (): never => {
      throw new Error("a fault");
    };
    createSpanProcessor({ pipeline, diag, onEnd }).onEnd({});
    expect(Object.keys(diag.counts())).toHaveLength(1);
  });
});

/** The metrics of a request, with every number as text and defaults left out, as both mappings allow. */
function metricsOf(request: unknown): unknown {
  const { resourceMetrics } = request as { resourceMetrics: { scopeMetrics: { metrics: unknown[] }[] }[] };
  return resourceMetrics[0]?.scopeMetrics[0]?.metrics.map(normalised);
}

function normalised(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normalised);
  if (typeof value !== "object" || value === null) return String(value);
  const entries = Object.entries(value)
    .map(([name, item]) => [name, normalised(item)] as const)
    .filter(
      ([, item]) =>
        item !== "" &&
        item !== "0" &&
        item !== "false" &&
        item !== "undefined" &&
        !(Array.isArray(item) && item.length === 0),
    );
  return Object.fromEntries(entries);
}
