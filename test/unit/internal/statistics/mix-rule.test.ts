import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chiSquareScore, judgeMix, mixShift } from "../../../../src/internal/statistics/mix-rule.ts";

describe("judgeMix()", () => {
  it("finds a shift that is large and no chance", () => {
    expect(judgeMix([120, 90, 30], [2_000, 1_500, 500]).verdict).toBe("usual");
    expect(judgeMix([80, 60, 100], [2_000, 1_500, 500])).toMatchObject({ verdict: "changed" });
  });

  it("leaves a small shift alone, however many cases show it", () => {
    const { index, score } = mixShift([52_000, 48_000], [500_000, 500_000]);
    expect(score).toBeGreaterThan(9);
    expect(index).toBeLessThan(0.01);
    expect(judgeMix([52_000, 48_000], [500_000, 500_000]).verdict).toBe("usual");
  });

  it("finds a choice that is new and one that is gone", () => {
    expect(judgeMix([100, 60, 80], [1_000, 600, 0]).verdict).toBe("changed");
    expect(judgeMix([300, 0], [1_000, 500]).verdict).toBe("changed");
  });

  it("needs 200 cases on both sides", () => {
    expect(judgeMix([199, 0], [0, 10_000])).toEqual({ verdict: "not enough data" });
    expect(judgeMix([0, 10_000], [199, 0])).toEqual({ verdict: "not enough data" });
    expect(judgeMix([200, 0], [0, 200]).verdict).toBe("changed");
  });

  it("merges cells with few cases, so that rare choices make no shift", () => {
    const rare = Array.from({ length: 40 }, () => 1);
    expect(judgeMix([...rare.map(() => 0), 200], [...rare, 2_000]).verdict).toBe("usual");
    expect(mixShift([300], [20])).toEqual({ index: 0, score: 0 });
  });

  it("does not depend on the order of choices, and finds no shift between equal shares", () => {
    const cases = fc.array(fc.tuple(fc.nat(500), fc.nat(500)), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 5 }), (cells, factor) => {
        const shift = mixShift(
          cells.map(([now]) => now),
          cells.map(([, before]) => before),
        );
        const turned = [...cells].reverse();
        const other = mixShift(
          turned.map(([now]) => now),
          turned.map(([, before]) => before),
        );
        expect(Number.isFinite(shift.index)).toBe(true);
        expect(shift.index).toBeGreaterThanOrEqual(0);
        // Cells of the same size may be merged in another order, which is another, equally good, partition.
        if (new Set(cells.map(([a, b]) => a + b)).size === cells.length)
          expect(other.index).toBeCloseTo(shift.index, 9);
        const same = cells.map(([now]) => now);
        const equal = mixShift(
          same,
          same.map((one) => one * factor),
        );
        expect(equal.index).toBeLessThan(0.02);
        expect(equal.score).toBeLessThan(0.5);
      }),
    );
  });
});

describe("chiSquareScore()", () => {
  it("is close to the deviations that the exact tail has", () => {
    // Critical values of chi-square from tables, for p = 0.05, 0.01 and 0.001: 1.645, 2.326 and 3.090 deviations.
    const tables = [
      { freedom: 1, values: [3.841, 6.635, 10.828] },
      { freedom: 3, values: [7.815, 11.345, 16.266] },
      { freedom: 10, values: [18.307, 23.209, 29.588] },
      { freedom: 19, values: [30.144, 36.191, 43.82] },
    ];
    for (const { freedom, values } of tables) {
      const deviations = values.map((value) => chiSquareScore(value, freedom));
      [1.645, 2.326, 3.09].forEach((exact, at) => {
        expect(Math.abs((deviations[at] ?? 0) - exact)).toBeLessThan(0.06);
      });
    }
  });
});
