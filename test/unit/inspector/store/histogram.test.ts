import * as fc from "fast-check";
import { expect, it } from "vitest";
import { bucketOf, middleOf, quantileOf } from "../../../../src/inspector/store/hours/histogram.ts";

it("puts a duration in a bucket whose middle is within 4.5 % of it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 45 }), (micros) => {
      expect(Math.abs(middleOf(bucketOf(micros)) / micros - 1)).toBeLessThan(0.0454);
    }),
  );
});

it("keeps 0 apart from 1", () => {
  expect([middleOf(bucketOf(0)), bucketOf(1) - bucketOf(0)]).toEqual([0, 1]);
});

it("gives the quantiles of what was measured within 4.5 %", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 10_000_000 }), { minLength: 1, maxLength: 200 }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      (values, share) => {
        const counts = new Map<number, number>();
        for (const value of values) counts.set(bucketOf(value), (counts.get(bucketOf(value)) ?? 0) + 1);
        const sorted = values.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(0, Math.ceil(values.length * share) - 1)] ?? 0;
        const found =
          quantileOf(
            [...counts].toSorted(([a], [b]) => a - b),
            share,
          ) ?? 0;
        expect(Math.abs(found / exact - 1)).toBeLessThan(0.0454);
      },
    ),
  );
});

it("has no quantile of nothing", () => {
  expect(quantileOf([], 0.5)).toBeUndefined();
});
