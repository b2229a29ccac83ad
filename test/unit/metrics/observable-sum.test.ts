import { describe, expect, it } from "vitest";
import type { MetricRecord, NumberPoint } from "../../../src/internal/metric-record.ts";
import { START, testAggregator, valuesOf } from "./test-aggregator.ts";

const INT = { valueType: 0, unit: "{span}" };

function pointsOf(records: readonly MetricRecord[], name: string): readonly NumberPoint[] {
  const record = records.find((one) => one.name === name);
  return record?.type === "sum" ? record.points : [];
}

describe("an observable counter", () => {
  it("reports all that was counted, from its beginning on, with cumulative temporality", () => {
    const aggregator = testAggregator("cumulative");
    let counted = 5;
    aggregator.createObservableCounter("seen", INT, (observe) => observe(counted, { kind: "a" }));
    aggregator.createCounter("other", INT).add(1);
    expect(valuesOf(aggregator.report(), "seen")).toEqual({ '{"kind":"a"}': 5 });
    counted = 8;
    aggregator.passTime(1_000);
    const records = aggregator.report();
    expect(records.find(({ name }) => name === "seen")).toMatchObject({
      type: "sum",
      isMonotonic: true,
      temporality: "cumulative",
      valueType: "int",
      unit: "{span}",
    });
    expect(pointsOf(records, "seen")).toEqual([
      { attributes: { kind: "a" }, value: 8, startTimeMillis: START, timeMillis: START + 1_000 },
    ]);
  });

  it("reports what came since the last report with delta temporality, new labels included", () => {
    const aggregator = testAggregator("delta");
    const counted: Record<string, number> = { a: 5 };
    aggregator.createObservableCounter("seen", INT, (observe) => {
      for (const [kind, value] of Object.entries(counted)) observe(value, { kind });
    });
    const other = aggregator.createCounter("other", INT);
    other.add(1);
    expect(valuesOf(aggregator.report(), "seen")).toEqual({ '{"kind":"a"}': 5 });
    counted.a = 7;
    counted.b = 3;
    aggregator.passTime(1_000);
    expect(valuesOf(aggregator.report(), "seen")).toEqual({ '{"kind":"a"}': 2, '{"kind":"b"}': 3 });
    aggregator.passTime(1_000);
    expect(pointsOf(aggregator.report(), "seen")).toEqual([
      { attributes: { kind: "a" }, value: 0, startTimeMillis: START + 1_000, timeMillis: START + 2_000 },
      { attributes: { kind: "b" }, value: 0, startTimeMillis: START + 1_000, timeMillis: START + 2_000 },
    ]);
  });

  it("reports the same changes again when the report before was not taken", () => {
    const aggregator = testAggregator("delta");
    let counted = 5;
    aggregator.createObservableCounter("seen", INT, (observe) => observe(counted));
    aggregator.createCounter("other", INT).add(1);
    expect(() =>
      aggregator.collect(() => {
        throw new Error("not taken");
      }),
    ).toThrow("not taken");
    counted = 6;
    expect(valuesOf(aggregator.report(), "seen")).toEqual({ "{}": 6 });
  });
});

describe("an observable up-down counter", () => {
  it("is cumulative whatever the temporality, and may fall", () => {
    const aggregator = testAggregator("delta");
    let open = 9;
    aggregator.createObservableUpDownCounter("open", INT, (observe) => observe(open));
    aggregator.createCounter("other", INT).add(1);
    aggregator.report();
    open = 2;
    const records = aggregator.report();
    expect(records.find(({ name }) => name === "open")).toMatchObject({
      isMonotonic: false,
      temporality: "cumulative",
    });
    expect(valuesOf(records, "open")).toEqual({ "{}": 2 });
  });
});
