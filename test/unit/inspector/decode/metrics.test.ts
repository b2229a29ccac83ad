import { ValueType } from "@opentelemetry/api";
import { JsonMetricsSerializer, ProtobufMetricsSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  AggregationTemporality,
  AggregationType,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from "@opentelemetry/sdk-metrics";
import { describe, expect, it, onTestFinished } from "vitest";
import { jsonToProtobuf } from "../../../../src/inspector/decode/json-to-protobuf.ts";
import { decodeMetrics } from "../../../../src/inspector/decode/metrics.ts";
import type { RawPoint } from "../../../../src/inspector/model/raw.ts";
import { bytesField, fixed64Field, requestOf, stringAttribute, varintField } from "./wire.ts";

/** What OpenTelemetry's SDK collects of one instrument of each type. */
async function collect(): Promise<ResourceMetrics> {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter });
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ "service.name": "triage-bot" }),
    readers: [reader],
    views: [{ instrumentName: "exponential", aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
  });
  onTestFinished(() => provider.shutdown());
  const meter = provider.getMeter("test-scope");
  const attributes = { "gen_ai.token.type": "input" };
  meter.createCounter("tokens", { unit: "{token}", valueType: ValueType.INT }).add(1_234, attributes);
  meter.createUpDownCounter("open", { valueType: ValueType.INT }).add(-3);
  meter.createGauge("load").record(0.5);
  const duration = meter.createHistogram("duration", {
    unit: "s",
    description: "Of calls",
    advice: { explicitBucketBoundaries: [1, 10] },
  });
  for (const seconds of [0.5, 2, 3]) duration.record(seconds);
  meter.createHistogram("exponential").record(4);
  await reader.forceFlush();
  return exporter.getMetrics()[0] as ResourceMetrics;
}

function decode(body: Uint8Array) {
  const points = new Map<string, RawPoint>();
  const result = decodeMetrics(body, (point) => points.set(point.metric, point));
  return { points, result };
}

describe("decodeMetrics()", () => {
  it.each([
    ["protobuf", (metrics: ResourceMetrics) => ProtobufMetricsSerializer.serializeRequest(metrics)],
    [
      "JSON",
      (metrics: ResourceMetrics) =>
        jsonToProtobuf("metrics", JsonMetricsSerializer.serializeRequest(metrics) as Uint8Array),
    ],
  ])("reads what OpenTelemetry's exporter sends as %s", async (_, serialize) => {
    const { points, result } = decode(serialize(await collect()) as Uint8Array);
    expect(result).toMatchObject({ accepted: 5, rejected: 0 });
    const counted = { cumulative: true, count: 1 };
    expect(points.get("tokens")).toMatchObject({
      ...counted,
      type: "sum",
      unit: "{token}",
      monotonic: true,
      value: 1_234,
    });
    expect(points.get("tokens")?.attributes).toEqual(new Map([["gen_ai.token.type", "input"]]));
    expect(points.get("open")).toMatchObject({ type: "sum", monotonic: false, value: -3 });
    expect(points.get("load")).toMatchObject({ type: "gauge", value: 0.5 });
    expect(points.get("duration")).toMatchObject({
      type: "histogram",
      description: "Of calls",
      value: 5.5,
      count: 3,
    });
    expect(points.get("exponential")).toMatchObject({ type: "exponential_histogram", value: 4, count: 1 });
    const { startUs, timeUs } = points.get("tokens") as RawPoint;
    expect(timeUs).toBeGreaterThanOrEqual(startUs);
    expect(Math.abs(timeUs / 1_000 - Date.now())).toBeLessThan(60_000);
  });

  it("reads deltas and summaries", () => {
    const summaryPoint = bytesField(
      1,
      fixed64Field(4, 7n),
      Buffer.concat([Buffer.from([0x29]), doubleBytes(2.5)]),
      stringAttribute(7, "a", "b"),
    );
    const sum = bytesField(7, varintField(2, 1), bytesField(1, fixed64Field(6, 5n)));
    const { points } = decode(
      requestOf(
        Buffer.concat([bytesField(1, "s"), bytesField(11, summaryPoint)]),
        Buffer.concat([bytesField(1, "d"), sum]),
      ),
    );
    expect(points.get("s")).toMatchObject({ type: "summary", count: 7, value: 2.5, attributes: new Map([["a", "b"]]) });
    expect(points.get("d")).toMatchObject({ cumulative: false, value: 5 });
  });

  it("rejects the points of a metric without a name, and passes over a metric without points", () => {
    const gauge = bytesField(5, bytesField(1), bytesField(1));
    const { result } = decode(requestOf(gauge, bytesField(1, "empty")));
    expect(result).toMatchObject({ accepted: 0, rejected: 2, reason: "a metric has no name" });
  });
});

function doubleBytes(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}
