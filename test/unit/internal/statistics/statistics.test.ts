import { describe, expect, it } from "vitest";
import { proportionInterval, quantileRanks } from "../../../../src/internal/statistics/intervals.ts";
import { judgeMean } from "../../../../src/internal/statistics/mean-rule.ts";
import { judgeRate } from "../../../../src/internal/statistics/rate-rule.ts";
import { median, robustDeviation } from "../../../../src/internal/statistics/robust.ts";

/** The same numbers between 0 and 1 for the same seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe("median() and robustDeviation()", () => {
  it("give the middle, and a deviation that one wild value does not move", () => {
    expect(median([])).toBeUndefined();
    expect(median([7])).toBe(7);
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    // The textbook's example of a median absolute deviation of 1.
    expect(robustDeviation([1, 1, 2, 2, 4, 6, 9])).toBeCloseTo(1.4826);
    expect(robustDeviation([1, 1, 2, 2, 4, 6, 9_000])).toBeCloseTo(1.4826);
    expect(robustDeviation([5, 5, 5])).toBe(0);
  });
});

describe("proportionInterval()", () => {
  it("is Wilson's interval", () => {
    expect(proportionInterval(0, 0)).toBeUndefined();
    // Brown, Cai and DasGupta's example: 0 of 10, and known values for 8 of 10 and 50 of 100.
    expect(proportionInterval(0, 10)?.high).toBeCloseTo(0.2775, 3);
    expect(proportionInterval(8, 10)?.low).toBeCloseTo(0.4902, 3);
    expect(proportionInterval(8, 10)?.high).toBeCloseTo(0.9433, 3);
    expect(proportionInterval(50, 100)?.low).toBeCloseTo(0.4038, 3);
    expect(proportionInterval(50, 100)?.high).toBeCloseTo(0.5962, 3);
  });
});

describe("quantileRanks()", () => {
  it("hides the band below 20 values, and the upper end of p95 below 73", () => {
    expect(quantileRanks(19, 50)).toEqual({ rank: 10, low: undefined, high: undefined });
    expect(quantileRanks(20, 50)).toEqual({ rank: 10, low: 5, high: 15 });
    expect(quantileRanks(72, 95).high).toBeUndefined();
    expect(quantileRanks(73, 95)).toEqual({ rank: 70, low: 65, high: 73 });
    expect(quantileRanks(100, 95)).toEqual({ rank: 95, low: 90, high: 100 });
  });

  it("holds the true quantile in about 95 of 100 samples of a skewed distribution", () => {
    const random = createRandom(1);
    const { low = 0, high = 0 } = quantileRanks(200, 95);
    const truth = -Math.log(0.05);
    let held = 0;
    for (let sample = 0; sample < 2_000; sample += 1) {
      const values = Array.from({ length: 200 }, () => -Math.log(1 - random())).sort((a, b) => a - b);
      if ((values[low - 1] ?? 0) <= truth && truth <= (values[high - 1] ?? 0)) held += 1;
    }
    expect(held / 2_000).toBeGreaterThan(0.94);
    expect(held / 2_000).toBeLessThan(0.99);
  });
});

describe("judgeRate()", () => {
  const day = Array.from({ length: 24 }, (_, hour) => ({ total: 120, hits: 3 + (hour % 3) }));

  it("says that there is not enough data instead of guessing", () => {
    expect(judgeRate({ total: 29, hits: 29 }, day)).toEqual({ verdict: "not enough data" });
    expect(judgeRate({ total: 500, hits: 400 }, day.slice(0, 19))).toEqual({ verdict: "not enough data" });
    const silent = [...day.slice(0, 19), ...Array.from({ length: 30 }, () => ({ total: 0, hits: 0 }))];
    expect(judgeRate({ total: 500, hits: 400 }, silent)).toEqual({ verdict: "not enough data" });
  });

  it("finds five times as many errors, and leaves the usual alone", () => {
    expect(judgeRate({ total: 120, hits: 20 }, day)).toMatchObject({ verdict: "above" });
    expect(judgeRate({ total: 120, hits: 6 }, day)).toMatchObject({ verdict: "usual" });
    expect(judgeRate({ total: 120, hits: 0 }, day).verdict).toBe("usual");
  });

  it("does not call one failure of a service that never failed an anomaly", () => {
    const clean = day.map(({ total }) => ({ total, hits: 0 }));
    expect(judgeRate({ total: 40, hits: 1 }, clean).verdict).toBe("usual");
    expect(judgeRate({ total: 2_000, hits: 30 }, clean).verdict).toBe("usual");
    expect(judgeRate({ total: 40, hits: 12 }, clean).verdict).toBe("above");
  });

  it("is not moved by an outage within the baseline", () => {
    const outage = day.map((window, hour) => (hour < 3 ? { total: 120, hits: 110 } : window));
    const { baseline = 1 } = judgeRate({ total: 120, hits: 4 }, outage);
    expect(baseline).toBeLessThan(0.05);
  });

  it("gives at most two false alarms a week where nothing changes", () => {
    const random = createRandom(2);
    const hours = Array.from({ length: 24 * 7 * 40 }, () => {
      let hits = 0;
      for (let call = 0; call < 120; call += 1) hits += random() < 0.03 ? 1 : 0;
      return { total: 120, hits };
    });
    const alarms = hours.filter(
      (now, hour) => hour >= 24 && judgeRate(now, hours.slice(hour - 24, hour)).verdict === "above",
    );
    expect(alarms.length / 40).toBeLessThanOrEqual(2);
  });
});

describe("judgeMean()", () => {
  const windowOf = (values: readonly number[]) => ({
    count: values.length,
    sum: values.reduce((sum, value) => sum + value, 0),
    squares: values.reduce((sum, value) => sum + value * value, 0),
  });

  it("needs both a higher mean and more than chance", () => {
    const usual = [windowOf(Array.from({ length: 400 }, (_, index) => 1 + (index % 2)))];
    const higher = (factor: number, count: number) =>
      windowOf(Array.from({ length: count }, (_, index) => factor * (1 + (index % 2))));
    expect(judgeMean(higher(1, 100), usual)).toMatchObject({ verdict: "usual", baseline: 1.5, score: 0 });
    expect(judgeMean(higher(1.1, 100_000), usual).verdict).toBe("usual");
    expect(judgeMean(higher(1.5, 100), usual).verdict).toBe("above");
    expect(judgeMean(higher(9, 29), usual)).toEqual({ verdict: "not enough data" });
    expect(judgeMean(higher(9, 100), [])).toEqual({ verdict: "not enough data" });
  });

  it("gives hardly a false alarm for costs that are spread wide", () => {
    const random = createRandom(3);
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const costs = (count: number) => windowOf(Array.from({ length: count }, () => Math.exp(1.2 * normal())));
    let alarms = 0;
    for (let trial = 0; trial < 1_000; trial += 1) {
      if (judgeMean(costs(100), [costs(1_200), costs(1_200)]).verdict === "above") alarms += 1;
    }
    expect(alarms / 1_000).toBeLessThan(0.03);
  });
});
