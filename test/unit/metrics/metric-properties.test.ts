import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HistogramPoint, MetricRecord } from "../../../src/internal/metric-record.ts";
import { testAggregator } from "./test-aggregator.ts";

const BOUNDARIES = [1, 10, 100];

const labels = fc.oneof(
  fc.constantFrom<unknown>(undefined, Object.freeze({ model: "a" }), Object.freeze({ model: "b", region: "eu" })),
  fc.dictionary(fc.constantFrom("model", "region", "tries"), fc.constantFrom<unknown>("a", "eu", 1, true, null, [])),
);
const step = fc.oneof(
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("report", "refuse") }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom("add", "record"),
      value: fc.oneof(fc.integer({ min: -5, max: 500 }), fc.constant(Number.NaN)),
      labels,
    }),
  },
);
type Step = { readonly do: string; readonly value?: number; readonly labels?: unknown };

describe("reports of changes", () => {
  it("add up to what a report of everything says, whatever happens in between", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const all = play("cumulative", steps);
        const changes = play("delta", steps);
        expect(summed(changes)).toEqual(summed(all.slice(-1)));
      }),
      { numRuns: 200 },
    );
  });
});

/** The reports that arrived, the last one after all steps. */
function play(temporality: "cumulative" | "delta", steps: readonly Step[]): readonly (readonly MetricRecord[])[] {
  const aggregator = testAggregator(temporality);
  const counter = aggregator.createCounter("calls", { valueType: 0 });
  const histogram = aggregator.createHistogram("sizes", { advice: { explicitBucketBoundaries: BOUNDARIES } });
  const reports: (readonly MetricRecord[])[] = [];
  for (const one of steps) {
    aggregator.passTime(10);
    if (one.do === "add") counter.add(one.value ?? 0, one.labels);
    else if (one.do === "record") histogram.record(one.value ?? 0, one.labels);
    else if (one.do === "report") reports.push(aggregator.report());
    else expect(() => aggregator.collect(refuse) ?? refuse()).toThrow("refused");
  }
  return [...reports, aggregator.report()];
}

function refuse(): never {
  throw new Error("refused");
}

/** Everything that reports say, by metric and labels. */
function summed(reports: readonly (readonly MetricRecord[])[]): ReadonlyMap<string, readonly number[]> {
  const sums = new Map<string, readonly number[]>();
  for (const record of reports.flat()) {
    for (const point of record.points) {
      const key = `${record.name} ${JSON.stringify(point.attributes)}`;
      const before = sums.get(key);
      const now = "value" in point ? [point.value] : numbersOf(point);
      sums.set(key, before === undefined ? now : merge(before, now, "value" in point));
    }
  }
  return new Map([...sums].sort(([left], [right]) => left.localeCompare(right)));
}

function numbersOf({ min, max, count, sum, bucketCounts }: HistogramPoint): readonly number[] {
  return [min, max, count, sum, ...bucketCounts];
}

function merge(before: readonly number[], now: readonly number[], isSum: boolean): readonly number[] {
  return now.map((value, index) => {
    const other = before[index] ?? 0;
    if (isSum || index > 1) return other + value;
    return index === 0 ? Math.min(other, value) : Math.max(other, value);
  });
}
