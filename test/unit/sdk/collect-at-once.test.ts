import type { Meter } from "@opentelemetry/api";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { describe, expect, it } from "vitest";
import { collectAtOnce } from "../../../src/sdk/foreign/collect-at-once.ts";

const made: PeriodicExportingMetricReader[] = [];

function provide(temporality: AggregationTemporality): MeterProvider {
  const reader = new PeriodicExportingMetricReader({
    exporter: new InMemoryMetricExporter(temporality),
    exportIntervalMillis: 3_600_000,
  });
  made.push(reader);
  return new MeterProvider({ readers: [reader] });
}

const meterOf = (provider: MeterProvider): Meter =>
  provider.getMeter("shop", "1", { schemaUrl: "https://example.com/1" });

function measure(provider: MeterProvider): void {
  const meter = meterOf(provider);
  meter.createCounter("orders").add(5, { kind: "new" });
  meter.createHistogram("duration").record(3);
  meter.createObservableGauge("depth").addCallback((result) => result.observe(7, { queue: "a" }));
  meter.createObservableCounter("sum").addCallback(async (result) => result.observe(9));
  const both = [meter.createObservableGauge("left"), meter.createObservableGauge("right")] as const;
  meter.addBatchObservableCallback(
    (result) => {
      result.observe(both[0], 1);
      result.observe(both[1], 2);
    },
    [...both],
  );
  provider.getMeter("unused");
}

/** Without what depends on when it was made. */
const shapeOf = (collected: unknown): unknown =>
  JSON.parse(
    JSON.stringify(collected, (key, value: unknown) =>
      key === "startTime" || key === "endTime" ? Array.isArray(value) && value.length === 2 : value,
    ),
  );

describe("collectAtOnce()", () => {
  it.each([AggregationTemporality.CUMULATIVE, AggregationTemporality.DELTA])(
    "gives what the SDK's own collection gives, report after report (temporality %s)",
    async (temporality) => {
      const [atOnce, stock] = [provide(temporality), provide(temporality)];
      measure(atOnce);
      measure(stock);
      const reader = made.at(-1);
      for (let report = 0; report < 3; report += 1) {
        const expected = (await reader?.collect())?.resourceMetrics.scopeMetrics;
        expect(shapeOf(collectAtOnce(atOnce).scopeMetrics)).toEqual(shapeOf(expected));
        for (const provider of [atOnce, stock]) meterOf(provider).createCounter("later").add(1);
      }
    },
  );

  it("leaves out what a callback observes later, and one that throws", async () => {
    const provider = provide(AggregationTemporality.CUMULATIVE);
    const meter = provider.getMeter("shop");
    meter.createObservableGauge("late").addCallback(async (result) => {
      await Promise.resolve();
      result.observe(1);
    });
    meter.createObservableGauge("broken").addCallback(() => {
      throw new Error("the callback's own");
    });
    meter.createObservableGauge("fine").addCallback((result) => result.observe(2));
    const [scope] = collectAtOnce(provider).scopeMetrics;
    expect(scope?.metrics.map(({ descriptor }) => descriptor.name)).toEqual(["fine"]);
  });
});
