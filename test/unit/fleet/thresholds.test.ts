import { describe, expect, it } from "vitest";
import { THRESHOLDS } from "../../../fleet/prometheus/thresholds.ts";
import { judgeMean } from "../../../src/internal/statistics/mean-rule.ts";
import { judgeMix } from "../../../src/internal/statistics/mix-rule.ts";
import { judgeQuantile } from "../../../src/internal/statistics/quantile-rule.ts";
import { judgeRate } from "../../../src/internal/statistics/rate-rule.ts";

/** Windows before, all alike. */
const usual = <T>(window: T): readonly T[] => Array.from({ length: 24 }, () => window);

describe("A threshold of the rules for Prometheus is that of the monitor in the process:", () => {
  it("calls that an error rate needs", () => {
    const { leastCalls } = THRESHOLDS.errorRate;
    const verdict = (total: number) => judgeRate({ total, hits: total }, usual({ total: 100, hits: 1 })).verdict;
    expect([verdict(leastCalls - 1), verdict(leastCalls)]).toEqual(["not enough data", "above"]);
  });

  it("the error rate below which nothing is high", () => {
    const { floor } = THRESHOLDS.errorRate;
    const verdict = (hits: number) => judgeRate({ total: 1e6, hits }, usual({ total: 1e6, hits: 0 })).verdict;
    expect([verdict(floor * 1e6 - 1), verdict(floor * 1e6)]).toEqual(["usual", "above"]);
  });

  it("how many times the usual cost is too much", () => {
    const { ratio } = THRESHOLDS.cost;
    const window = (mean: number) => ({ count: 1e6, sum: mean * 1e6, squares: mean * mean * 1e6 });
    const verdict = (mean: number) => judgeMean(window(mean), usual(window(1))).verdict;
    expect([verdict(ratio - 0.001), verdict(ratio + 0.001)]).toEqual(["usual", "above"]);
  });

  it("how many times the usual latency is too much, and of how many calls", () => {
    const { ratio, leastCalls } = THRESHOLDS.latency;
    const window = (value: number, count: number) => ({ count, value, low: value, high: value });
    const verdict = (value: number, count: number) =>
      judgeQuantile(window(value, count), usual(window(1, 1_000))).verdict;
    expect([verdict(ratio - 0.001, leastCalls), verdict(ratio, leastCalls)]).toEqual(["usual", "above"]);
    expect(verdict(ratio, leastCalls - 1)).toBe("not enough data");
  });

  it("decisions that another mix needs, and how far it has to be away", () => {
    const { index, leastDecisions } = THRESHOLDS.mix;
    expect(judgeMix([0, leastDecisions - 1], [leastDecisions, 0]).verdict).toBe("not enough data");
    expect(judgeMix([0, leastDecisions], [leastDecisions, 0]).verdict).toBe("changed");
    const total = 1e7;
    const indexOf = (share: number) =>
      (share - 0.5) * Math.log(share / 0.5) + (0.5 - share) * Math.log((1 - share) / 0.5);
    const share =
      Array.from({ length: 5_000 }, (_, step) => 0.5 + step / 10_000).find((one) => indexOf(one) > index) ?? 1;
    const verdict = (one: number) => judgeMix([one * total, (1 - one) * total], [total / 2, total / 2]).verdict;
    expect([verdict(share - 0.001), verdict(share + 0.001)]).toEqual(["usual", "changed"]);
  });
});
