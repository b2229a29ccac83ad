import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ReceivedMetric } from "../../../examples/support/otlp/flatten-otlp.ts";
import { type Receiver, startReceiver } from "../../../examples/support/otlp-receiver.ts";
import { runScript, type ScriptResult } from "./run-script.ts";

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const run = (source: string): Promise<ScriptResult> =>
  runScript(source, { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url } });
const metric = (name: string): ReceivedMetric | undefined => receiver.metrics().find((one) => one.name === name);
const values = (name: string): readonly unknown[] | undefined => metric(name)?.points.map(({ value }) => value);

describe("instruments that are made before the providers of own mode are loaded", () => {
  it("measure what they are told before and after, with attributes as they were", async () => {
    const { code, stderr } = await run(`
      import { init } from "./src/index.ts";
      import { metrics } from "@opentelemetry/api";
      const telemetry = init();
      const meter = metrics.getMeter("app", "1.2.3");
      const counter = meter.createCounter("orders", { unit: "{order}", description: "Orders taken." });
      const open = meter.createUpDownCounter("open");
      const gauge = meter.createGauge("level");
      const histogram = meter.createHistogram("size", { advice: { explicitBucketBoundaries: [1, 2] } });
      const labels = { shop: "north" };
      counter.add(2, labels);
      labels.shop = "south";
      open.add(-1);
      await telemetry.flush();
      counter.add(3, { shop: "north" });
      gauge.record(7);
      histogram.record(1.5);
      meter.createCounter("later").add(1);
      await telemetry.shutdown();`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const orders = receiver.metrics().filter(({ name }) => name === "orders");
    expect(orders).toMatchObject([
      { scope: { name: "app", version: "1.2.3" }, unit: "{order}", points: [{ value: 2 }] },
      { points: [{ value: 5, attributes: { shop: "north" } }] },
    ]);
    expect([values("open"), values("level"), values("later")]).toEqual([[-1], [7], [1]]);
    expect(metric("size")?.points[0]?.raw).toMatchObject({ explicitBounds: [1, 2] });
  });

  it("are asked by callbacks, one by one and together, until those are taken away", async () => {
    const { stderr, answer } = await run(`
      import { init } from "./src/index.ts";
      import { metrics } from "@opentelemetry/api";
      const telemetry = init();
      const meter = metrics.getMeter("app");
      let asked = 0;
      const one = meter.createObservableGauge("one");
      const never = (result) => result.observe(100);
      one.addCallback((result) => result.observe(1));
      one.addCallback(never);
      one.removeCallback(never);
      const [two, three] = [meter.createObservableCounter("two"), meter.createObservableUpDownCounter("three")];
      const both = (result) => {
        asked += 1;
        result.observe(two, 2, { kind: "a" });
        result.observe(three, 3);
      };
      meter.addBatchObservableCallback(both, [two, three]);
      await telemetry.flush();
      metrics.getMeter("app").removeBatchObservableCallback(both, [two, three]);
      const four = metrics.getMeter("app").createObservableGauge("four");
      meter.addBatchObservableCallback((result) => result.observe(four, 4), [four]);
      await telemetry.shutdown();
      console.log(JSON.stringify(asked));`);
    expect([stderr, answer()]).toEqual(["", 1]);
    expect([values("one"), values("two"), values("three"), values("four")]).toEqual([[1], [2], [3], [4]]);
  });

  it("are those of a package that was loaded after `init`, too, and of the next client", async () => {
    const { stderr } = await run(`
      import { init } from "./src/index.ts";
      const [first, second] = [init(), init()];
      const { metrics } = await import("@opentelemetry/api");
      const counter = metrics.getMeter("app").createCounter("orders");
      counter.add(1);
      await Promise.all([first.flush(), second.flush()]);
      await first.shutdown();
      counter.add(1);
      await second.shutdown();`);
    expect(stderr).toBe("");
    const orders = receiver.metrics().filter(({ name }) => name === "orders");
    expect(orders[0]).toMatchObject({ points: [{ value: 1 }] });
    expect(orders.at(-1)).toMatchObject({ points: [{ value: 2 }] });
  });

  it("lose what is measured beyond a limit, which is said and counted", async () => {
    const { stderr, answer } = await run(`
      import { init } from "./src/index.ts";
      import { metrics } from "@opentelemetry/api";
      const telemetry = init();
      const counter = metrics.getMeter("app").createCounter("orders");
      for (let n = 0; n < 1_007; n += 1) counter.add(1);
      await telemetry.shutdown();
      console.log(JSON.stringify(telemetry.health().problems));`);
    expect(values("orders")).toEqual([1_000]);
    expect(stderr.match(/1000 measurements are kept/g)).toHaveLength(1);
    expect(answer()).toEqual({ "metrics.early": 7 });
  });

  it("go to the application's meter provider where it registers one by then", async () => {
    const { stderr, answer } = await run(`
      import { init } from "./src/index.ts";
      import { metrics } from "@opentelemetry/api";
      import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
      const telemetry = init();
      const counter = metrics.getMeter("app").createCounter("orders");
      counter.add(1);
      const kept = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
      const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter: kept })] });
      const isTaken = metrics.setGlobalMeterProvider(provider);
      await telemetry.flush();
      counter.add(1);
      await provider.forceFlush();
      await telemetry.shutdown();
      const points = kept.getMetrics().flatMap((one) => one.scopeMetrics.flatMap((scope) => scope.metrics.flatMap(({ dataPoints }) => dataPoints.map(({ value }) => value))));
      console.log(JSON.stringify({ isTaken, isTheirs: metrics.getMeterProvider() === provider, points }));`);
    expect(stderr).toBe("");
    expect(answer()).toEqual({ isTaken: true, isTheirs: true, points: [2] });
    expect(metric("orders")).toBeUndefined();
  });
});
