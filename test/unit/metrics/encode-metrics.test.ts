import { ProtobufMetricsSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { AggregationTemporality, InstrumentType, MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
import { describe, expect, it } from "vitest";
import { encodeMetricsRequest } from "../../../src/export/encode/metrics.ts";
import type { Temporality } from "../../../src/internal/metric-record.ts";
import { toOtlpJson } from "../../../src/internal/otlp/otlp-json.ts";
import { testAggregator } from "./test-aggregator.ts";

const RESOURCE = { "service.name": "metrics-test", "service.version": "1.2.3", replicas: 3 };
const SCOPE = { name: "scope", version: "2.0.0", schemaUrl: "https://example.com/schema/1" };

interface Meter {
  createCounter(name: string, options: object): { add(value: number, labels?: object): void };
  createUpDownCounter(name: string, options: object): { add(value: number, labels?: object): void };
  createHistogram(name: string, options: object): { record(value: number, labels?: object): void };
}

const BUCKETS = { advice: { explicitBucketBoundaries: [0.125, 0.5, 10, 1_000] } };

/** Measures the same at each call. All values are exact as doubles: the SDK adds them up in another order. */
function measure(meter: Meter): void {
  const tokens = meter.createCounter("tokens", { unit: "{token}", description: "Tokens.", valueType: 0 });
  const cost = meter.createCounter("cost", { unit: "USD", valueType: 1 });
  const open = meter.createUpDownCounter("open", { valueType: 0 });
  const duration = meter.createHistogram("duration", { unit: "s", valueType: 1, ...BUCKETS });
  const perCall = meter.createHistogram("per_call", { valueType: 0 });
  for (const labels of [{ model: "m", stream: true, port: 443, ratio: 0.25 }, { model: "ü€😀" }, {}]) {
    tokens.add(300, labels);
    tokens.add(2 ** 40, labels);
    cost.add(0.25, labels);
    cost.add(0.125, labels);
    open.add(-7, labels);
    for (const value of [0, 0.125, 0.375, 9, 5_000]) duration.record(value, labels);
    for (const value of [1, 6, 20_000]) perCall.record(value, labels);
  }
}

class ManualReader extends MetricReader {
  protected override async onShutdown(): Promise<void> {}
  protected override async onForceFlush(): Promise<void> {}
}

const isDelta = (type: InstrumentType): boolean => type === InstrumentType.COUNTER || type === InstrumentType.HISTOGRAM;

async function stockReports(temporality: Temporality, reports: number): Promise<readonly unknown[]> {
  const reader = new ManualReader({
    aggregationTemporalitySelector: (type) =>
      temporality === "delta" && isDelta(type) ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE,
  });
  const provider = new MeterProvider({ resource: resourceFromAttributes(RESOURCE), readers: [reader] });
  const meter = provider.getMeter(SCOPE.name, SCOPE.version, { schemaUrl: SCOPE.schemaUrl });
  meter.createObservableGauge("up", { valueType: 0 }).addCallback((result) => result.observe(1, { zone: "a" }));
  const requests: unknown[] = [];
  for (let report = 0; report < reports; report += 1) {
    measure(meter);
    const { resourceMetrics } = await reader.collect();
    requests.push(comparable(ProtobufMetricsSerializer.serializeRequest(resourceMetrics)));
  }
  await provider.shutdown();
  return requests;
}

function ownReports(temporality: Temporality, reports: number): readonly unknown[] {
  const aggregator = testAggregator(temporality);
  aggregator.createObservableGauge("up", { valueType: 0 }, (observe) => observe(1, { zone: "a" }));
  const made = new Map<string, never>();
  // The SDK gives the same instrument when it is asked for twice; here whoever asks keeps it.
  const once =
    (create: (name: string, options: object) => unknown) =>
    (name: string, options: object): never => {
      if (!made.has(name)) made.set(name, create(name, options) as never);
      return made.get(name) as never;
    };
  const meter: Meter = {
    createCounter: once(aggregator.createCounter),
    createUpDownCounter: once(aggregator.createUpDownCounter),
    createHistogram: once(aggregator.createHistogram),
  };
  return Array.from({ length: reports }, () => {
    measure(meter);
    return comparable(encodeMetricsRequest({ attributes: RESOURCE }, SCOPE, aggregator.report()));
  });
}

describe("encodeMetricsRequest()", () => {
  it.each(["cumulative", "delta"] as const)("says what the stock SDK and serializer say (%s)", async (temporality) => {
    const own = ownReports(temporality, 3);
    expect(own).toEqual(await stockReports(temporality, 3));
    expect(JSON.stringify(own[1])).not.toBe(JSON.stringify(own[2]));
  });

  it("has the times, in nanoseconds, and none from which a gauge would count", () => {
    const point = { attributes: {}, startTimeMillis: 1_795_000_000_000.25, timeMillis: 1_795_000_060_000, value: 1 };
    const base = { unit: "", description: "", valueType: "int", points: [point] } as const;
    const { startTimeMillis: _, ...moment } = point;
    const request = encodeMetricsRequest({ attributes: {} }, { name: "scope" }, [
      { ...base, name: "sum", type: "sum", isMonotonic: true, temporality: "delta" },
      { ...base, name: "gauge", type: "gauge", points: [moment] },
    ]);
    const [sum, gauge] = metricsIn(JSON.parse(toOtlpJson("metrics", request)));
    expect(sum?.sum?.dataPoints).toEqual([
      { startTimeUnixNano: "1795000000000250000", timeUnixNano: "1795000060000000000", asInt: "1" },
    ]);
    expect(gauge?.gauge?.dataPoints).toEqual([{ timeUnixNano: "1795000060000000000", asInt: "1" }]);
  });

  it.each([
    [-1, "-1"],
    [Number.MAX_SAFE_INTEGER, "9007199254740991"],
    [1e300, "9223372036854775807"],
    [-1e300, "-9223372036854775807"],
    [Number.POSITIVE_INFINITY, "9223372036854775807"],
  ])("writes %s as a whole number of 64 bits", (value, text) => {
    const points = [{ attributes: {}, timeMillis: 1, value }];
    const base = { name: "n", unit: "", description: "", type: "gauge", valueType: "int" } as const;
    const request = encodeMetricsRequest({ attributes: {} }, { name: "scope" }, [{ ...base, points }]);
    const [gauge] = metricsIn(JSON.parse(toOtlpJson("metrics", request)));
    expect(gauge?.gauge?.dataPoints).toMatchObject([{ asInt: text }]);
  });
});

type JsonMetric = { readonly name: string } & Partial<Record<"sum" | "gauge" | "histogram", { dataPoints: object[] }>>;

interface JsonRequest {
  readonly resourceMetrics: { readonly scopeMetrics: { metrics: JsonMetric[] }[] }[];
}

function metricsIn({ resourceMetrics }: JsonRequest): readonly JsonMetric[] {
  return resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
}

/** A request without times, which differ, defaults that protobuf may leave out, and the order of metrics and of labels. */
function comparable(request: Uint8Array | undefined): unknown {
  const json = JSON.parse(toOtlpJson("metrics", request ?? new Uint8Array()), (key, value: unknown) => {
    if (/^(start)?timeUnixNano$/i.test(key)) return undefined;
    if (value === 0 || value === "" || (Array.isArray(value) && value.length === 0)) return undefined;
    if (key === "attributes") return (value as { key: string }[]).toSorted((a, b) => a.key.localeCompare(b.key));
    return key === "isMonotonic" && value === false ? undefined : value;
  }) as JsonRequest;
  for (const { scopeMetrics } of json.resourceMetrics) {
    for (const group of scopeMetrics) group.metrics.sort((left, right) => left.name.localeCompare(right.name));
  }
  return json;
}
