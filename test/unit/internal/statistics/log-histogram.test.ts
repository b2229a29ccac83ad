import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantileRanks } from "../../../../src/internal/statistics/intervals.ts";
import { LogHistogram } from "../../../../src/internal/statistics/log-histogram.ts";

const of = (values: readonly number[]): LogHistogram => {
  const histogram = new LogHistogram();
  for (const value of values) histogram.add(value);
  return histogram;
};

const durations = fc.array(fc.double({ min: 1, max: 4_000_000, noNaN: true }), { minLength: 1, maxLength: 400 });

describe("a histogram", () => {
  it("gives quantiles and bands of sorted values, as near as a bucket is wide", () => {
    fc.assert(
      fc.property(durations, fc.constantFrom(50, 90, 95), (values, percent) => {
        const sorted = [...values].sort((a, b) => a - b);
        const { rank, low, high } = quantileRanks(values.length, percent);
        const found = of(values).quantile(percent);
        const exact = sorted[rank - 1] ?? 0;
        expect((found.value ?? 0) / exact).toBeGreaterThan(0.91);
        expect((found.value ?? 0) / exact).toBeLessThan(1.1);
        expect(found.count).toBe(values.length);
        // The band holds that of the values themselves.
        if (low === undefined) expect(found.low).toBeNull();
        else expect(found.low ?? 0).toBeLessThanOrEqual((sorted[low - 1] ?? 0) * (1 + 1e-9));
        if (high === undefined) expect(found.high).toBeNull();
        else expect(found.high ?? 0).toBeGreaterThan((sorted[high - 1] ?? 0) * (1 - 1e-9));
      }),
    );
  });

  it("of two parts is that of the whole", () => {
    fc.assert(
      fc.property(durations, durations, (some, others) => {
        const merged = of(some);
        merged.merge(of(others));
        expect(merged.quantile(95)).toEqual(of([...some, ...others]).quantile(95));
      }),
    );
  });

  it("has an edge below which about a share of the values lies, and at least that", () => {
    fc.assert(
      fc.property(durations, (values) => {
        const histogram = of(values);
        const below = histogram.below(histogram.edgeAbove(0.1));
        expect(below).toBeGreaterThanOrEqual(values.length * 0.1);
        expect(histogram.below(histogram.edgeAbove(0.1) - 1)).toBeLessThan(values.length * 0.1);
      }),
    );
  });

  it("counts what is smaller or larger than its buckets at its ends, and says nothing of nothing", () => {
    const { value } = of([0, -5, Number.NaN, 0.3]).quantile(50);
    expect(value).toBeCloseTo(2 ** (0.5 / 8));
    expect(of([1e12]).quantile(50).value).toBeGreaterThan(3_600_000);
    expect(new LogHistogram().quantile(95)).toEqual({ count: 0, value: null, low: null, high: null });
  });
});
