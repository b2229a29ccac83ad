import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeLow } from "../../../../src/internal/statistics/low-rule.ts";
import { raisedFor } from "../../../../src/internal/statistics/many-series.ts";
import { judgeNovelty } from "../../../../src/internal/statistics/novelty-rule.ts";
import { judgeRate } from "../../../../src/internal/statistics/rate-rule.ts";

const HOUR = 3_600_000;

describe("judgeLow()", () => {
  const usual = { total: 1_000, hits: 100 };

  it("finds that more of the values than chance are low", () => {
    expect(judgeLow({ total: 60, hits: 6 }, usual)).toMatchObject({ verdict: "usual", baseline: 0.1 });
    expect(judgeLow({ total: 60, hits: 11 }, usual).verdict).toBe("usual");
    expect(judgeLow({ total: 60, hits: 20 }, usual).verdict).toBe("below");
    expect(judgeLow({ total: 60, hits: 0 }, usual).verdict).toBe("usual");
  });

  it("leaves a small rise alone, however sure it is", () => {
    expect(judgeLow({ total: 100_000, hits: 15_000 }, { total: 1e6, hits: 1e5 }).verdict).toBe("usual");
  });

  it("needs 50 values, and 200 before", () => {
    expect(judgeLow({ total: 49, hits: 49 }, usual)).toEqual({ verdict: "not enough data" });
    expect(judgeLow({ total: 60, hits: 60 }, { total: 199, hits: 20 })).toEqual({ verdict: "not enough data" });
  });

  it("says nothing of values that are all alike", () => {
    expect(judgeLow({ total: 60, hits: 60 }, { total: 500, hits: 500 }).verdict).toBe("usual");
  });
});

describe("judgeNovelty()", () => {
  const known = { ageMillis: 48 * HOUR, total: 1_000, singles: 1 };

  it("tells what is new in a service that is known for a day", () => {
    expect(judgeNovelty(true, known)).toEqual({ verdict: "new", baseline: 0.001 });
    expect(judgeNovelty(false, known).verdict).toBe("usual");
    expect(judgeNovelty(true, { ...known, ageMillis: 24 * HOUR - 1 })).toEqual({ verdict: "not enough data" });
    expect(judgeNovelty(true, { ...known, ageMillis: 2 * HOUR }, { muteMillis: HOUR }).verdict).toBe("new");
  });

  it("says nothing where something new comes all the time", () => {
    expect(judgeNovelty(true, { ...known, singles: 11 })).toEqual({ verdict: "not enough data" });
    expect(judgeNovelty(true, { ageMillis: 48 * HOUR, total: 0, singles: 0 })).toEqual({ verdict: "not enough data" });
  });
});

describe("raisedFor()", () => {
  it("keeps the chance of any false alarm about the same, however many series there are", () => {
    /** Mills' bound of the tail of a normal distribution, which is close from three deviations on. */
    const tail = (z: number): number => Math.exp((-z * z) / 2) / (z * Math.sqrt(2 * Math.PI));
    fc.assert(
      fc.property(fc.double({ min: 3, max: 5, noNaN: true }), fc.integer({ min: 1, max: 1_000 }), (z, series) => {
        const any = series * tail(raisedFor(z, series));
        expect(any).toBeLessThanOrEqual(tail(z) * 1.000001);
        expect(any).toBeGreaterThan(tail(z) / 2);
      }),
    );
    expect(raisedFor(3.5, 1)).toBe(3.5);
    expect(raisedFor(3.5, 0)).toBe(3.5);
  });

  it("leaves one of a hundred series that fail four times as often to be found, and few others", () => {
    const SERIES = 100;
    let state = 9;
    const random = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    const hour = (share: number) => {
      let hits = 0;
      for (let one = 0; one < 240; one += 1) hits += random() < share ? 1 : 0;
      return { total: 240, hits };
    };
    let plain = 0;
    let raised = 0;
    for (let series = 0; series < 12 * SERIES; series += 1) {
      const before = Array.from({ length: 24 }, () => hour(0.03));
      const now = hour(0.03);
      if (judgeRate(now, before, { deviations: 2.5 }).verdict === "above") plain += 1;
      if (judgeRate(now, before, { deviations: raisedFor(2.5, SERIES) }).verdict === "above") raised += 1;
    }
    // Twelve hours of all series: without it, somebody would be called each hour or two.
    expect(plain).toBeGreaterThanOrEqual(5);
    expect(raised).toBeLessThanOrEqual(1);
    const before = Array.from({ length: 24 }, () => hour(0.03));
    expect(judgeRate(hour(0.12), before, { deviations: raisedFor(2.5, SERIES) }).verdict).toBe("above");
  });
});
