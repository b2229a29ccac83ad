import { describe, expect, it } from "vitest";
import { START, testAggregator, valuesOf } from "./test-aggregator.ts";

const INT = { unit: "{call}", description: "Calls.", valueType: 0 };

describe("a counter", () => {
  it("adds up, by its labels", () => {
    const aggregator = testAggregator();
    const calls = aggregator.createCounter("calls", INT);
    calls.add(2, { model: "a" });
    calls.add(3, { model: "a" });
    calls.add(5, { model: "b" });
    calls.add(7);
    expect(aggregator.report()).toMatchObject([
      { type: "sum", name: "calls", unit: "{call}", description: "Calls.", isMonotonic: true, valueType: "int" },
    ]);
    expect(valuesOf(aggregator.report(), "calls")).toEqual({ '{"model":"a"}': 5, '{"model":"b"}': 5, "{}": 7 });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1, "3" as never, undefined as never])("ignores %s", (value) => {
    const aggregator = testAggregator();
    aggregator.createCounter("calls", INT).add(value);
    expect(aggregator.report()).toEqual([]);
  });

  it("cuts what is not whole when it counts in whole numbers, and keeps it otherwise", () => {
    const aggregator = testAggregator();
    aggregator.createCounter("whole", INT).add(2.9);
    aggregator.createCounter("parts", { valueType: 1 }).add(2.9);
    expect(valuesOf(aggregator.report(), "whole")).toEqual({ "{}": 2 });
    expect(valuesOf(aggregator.report(), "parts")).toEqual({ "{}": 2.9 });
  });

  it("says from when on it counts: from the first measurement, for each series", () => {
    const aggregator = testAggregator();
    const calls = aggregator.createCounter("calls", INT);
    aggregator.passTime(1_000);
    calls.add(1, { model: "a" });
    aggregator.passTime(1_000);
    calls.add(1, { model: "b" });
    aggregator.passTime(1_000);
    aggregator.report();
    aggregator.passTime(1_000);
    const [record] = aggregator.report();
    expect(record?.points).toMatchObject([
      { startTimeMillis: START + 1_000, timeMillis: START + 4_000 },
      { startTimeMillis: START + 2_000, timeMillis: START + 4_000 },
    ]);
  });
});

describe("an up-down counter", () => {
  it.each(["cumulative", "delta"] as const)("says where it stands when changes are asked for as %s", (temporality) => {
    const aggregator = testAggregator(temporality);
    const open = aggregator.createUpDownCounter("open", INT);
    open.add(3);
    open.add(-5);
    const [first] = aggregator.report();
    open.add(1);
    const [second] = aggregator.report();
    expect([first, second]).toMatchObject([
      { isMonotonic: false, temporality: "cumulative", points: [{ value: -2 }] },
      { temporality: "cumulative", points: [{ value: -1 }] },
    ]);
  });
});

describe("a histogram", () => {
  it("counts each value in the bucket whose upper bound it does not exceed", () => {
    const aggregator = testAggregator();
    const sizes = aggregator.createHistogram("sizes", { advice: { explicitBucketBoundaries: [10, 1, 100, 10] } });
    for (const value of [0, 1, 1.5, 10, 11, 100, 101, 5_000]) sizes.record(value);
    for (const ignored of [Number.NaN, Number.POSITIVE_INFINITY, -1]) sizes.record(ignored);
    expect(aggregator.report()).toMatchObject([
      {
        type: "histogram",
        boundaries: [1, 10, 100],
        points: [{ count: 8, sum: 5_224.5, min: 0, max: 5_000, bucketCounts: [2, 2, 2, 2] }],
      },
    ]);
  });

  it("reports what came since, and nothing where nothing came, when changes are asked for", () => {
    const aggregator = testAggregator("delta");
    const sizes = aggregator.createHistogram("sizes", { advice: { explicitBucketBoundaries: [10] } });
    const labels = Object.freeze({ kind: "a" });
    sizes.record(1, labels);
    sizes.record(5, { kind: "b" });
    aggregator.passTime(1_000);
    aggregator.report();
    aggregator.passTime(1_000);
    expect(aggregator.report()).toEqual([]);
    sizes.record(20, labels);
    aggregator.passTime(1_000);
    const [record] = aggregator.report();
    expect(record?.points).toEqual([
      {
        attributes: { kind: "a" },
        startTimeMillis: START + 2_000 - 1_000,
        timeMillis: START + 3_000,
        count: 1,
        sum: 20,
        min: 20,
        max: 20,
        bucketCounts: [0, 1],
      },
    ]);
  });
});

describe("an observable gauge", () => {
  it("is asked when there is a report, and says nothing before anything was measured", () => {
    const aggregator = testAggregator();
    let asked = 0;
    aggregator.createObservableGauge("open", INT, (observe) => {
      asked += 1;
      observe(asked);
      observe(Number.NaN, { kind: "odd" });
      observe(9, { kind: "a" });
    });
    expect(aggregator.report()).toEqual([]);
    expect(asked).toBe(0);
    aggregator.createCounter("calls", INT).add(1);
    expect(valuesOf(aggregator.report(), "open")).toEqual({ "{}": 1, '{"kind":"a"}': 9 });
    expect(valuesOf(aggregator.report(), "open")).toMatchObject({ "{}": 2 });
  });

  it("whose callback throws is left out, and said once", () => {
    const aggregator = testAggregator();
    aggregator.createObservableGauge("broken", INT, () => {
      throw new Error("a fault");
    });
    aggregator.createCounter("calls", INT).add(1);
    aggregator.report();
    expect(aggregator.report().map(({ name }) => name)).toEqual(["calls"]);
    expect(aggregator.diag.counts()).toEqual({ "internal:metrics.read": 2 });
  });
});

describe("collect()", () => {
  it.each(["cumulative", "delta"] as const)("loses nothing that could not be handed over (%s)", (temporality) => {
    const aggregator = testAggregator(temporality);
    const calls = aggregator.createCounter("calls", INT);
    calls.add(2);
    const refuse = (): never => {
      throw new Error("refused");
    };
    expect(() => aggregator.collect(refuse)).toThrow("refused");
    calls.add(3);
    expect(valuesOf(aggregator.report(), "calls")).toEqual({ "{}": 5 });
  });

  it("counts the points, and hands nothing over where there are none", () => {
    const aggregator = testAggregator("delta");
    const calls = aggregator.createCounter("calls", INT);
    const counts: number[] = [];
    const count = (_: unknown, points: number): void => {
      counts.push(points);
    };
    aggregator.collect(count);
    calls.add(1, { model: "a" });
    calls.add(1, { model: "b" });
    aggregator.createHistogram("sizes", {}).record(1);
    aggregator.collect(count);
    aggregator.collect(count);
    expect(counts).toEqual([3]);
  });

  it("gives a report that later measurements do not change", () => {
    const aggregator = testAggregator();
    const sizes = aggregator.createHistogram("sizes", { advice: { explicitBucketBoundaries: [10] } });
    sizes.record(1);
    const before = aggregator.report();
    sizes.record(100);
    expect(before[0]?.points).toMatchObject([{ count: 1, sum: 1, max: 1, bucketCounts: [1, 0] }]);
  });

  it("tells of the first measurement, and keeps at most 1,000 instruments", () => {
    const aggregator = testAggregator();
    const first = aggregator.createCounter("first", INT);
    expect(aggregator.told()).toBe(0);
    first.add(1);
    expect(aggregator.told()).toBe(1);
    for (let index = 0; index < 1_200; index += 1) aggregator.createCounter(`n${index}`, INT).add(1);
    expect(aggregator.report()).toHaveLength(1_000);
    expect(aggregator.diag.counts()).toEqual({ instruments: 201 });
  });
});
