import { describe, expect, it } from "vitest";
import { HourlyWindows } from "../../../../src/inspector/alerts/hourly-windows.ts";
import {
  costDriftOf,
  decisionMixOf,
  errorRateOf,
  type JudgeHour,
  latencyOf,
  tokenEfficiencyOf,
} from "../../../../src/inspector/alerts/judge-hours.ts";
import { ChoicePlaces, type Choices } from "../../../../src/internal/judgements/decision-mix.ts";
import { EFFICIENCY_TOKENS } from "../../../../src/internal/judgements/token-efficiency.ts";
import { LogHistogram } from "../../../../src/internal/statistics/log-histogram.ts";
import type { Series } from "../../../../src/monitor/alerts/watch.ts";
import { CostDriftSeries } from "../../../../src/monitor/drift/cost-drift.ts";
import { DecisionMixSeries } from "../../../../src/monitor/drift/decision-mix.ts";
import { ErrorRateSeries } from "../../../../src/monitor/drift/error-rate.ts";
import { LatencySeries } from "../../../../src/monitor/drift/latency.ts";
import { TokenEfficiencySeries } from "../../../../src/monitor/drift/token-efficiency.ts";
import { createRandom } from "../../../support/inspector/seeded-telemetry.ts";

const HOUR_MILLIS = 3_600_000;
const FIRST_HOUR = 498_000;
const HOURS = 220;

interface Case<V, W> {
  readonly series: Series<V>;
  readonly judge: JudgeHour<W>;
  readonly make: () => W;
  readonly put: (window: W, value: V) => void;
  /** A value of an hour; in some of them what is measured is other than usual. */
  readonly value: (random: () => number, isOdd: boolean) => V;
  readonly anHour: number;
}

/** Gives both the same values, and says what both say at the end of each hour. */
function judgedTwice<V, W>({ series, judge, make, put, value, anHour }: Case<V, W>) {
  const random = createRandom(7);
  const windows = new HourlyWindows<W>(200);
  const [live, stored]: [unknown[], unknown[]] = [[], []];
  for (let hour = FIRST_HOUR; hour < FIRST_HOUR + HOURS; hour += 1) {
    const isOdd = hour - FIRST_HOUR >= 190 && hour - FIRST_HOUR < 200;
    // Quiet hours, and some without anything.
    const count = hour % 11 === 0 ? 0 : hour % 7 === 0 ? 5 : anHour;
    for (let call = 0; call < count; call += 1) {
      const one = value(random, isOdd);
      series.add(hour * HOUR_MILLIS + Math.floor((call / count) * HOUR_MILLIS), one);
      put(windows.at(hour) ?? windows.put(hour, make()), one);
    }
    if (count === 0) continue;
    live.push(series.judge((hour + 1) * HOUR_MILLIS - 1, 3));
    stored.push(judge(windows, hour, 3));
  }
  return {
    live,
    stored,
    verdicts: new Set(live.map((one) => (one as { verdict: { verdict: string } }).verdict.verdict)),
  };
}

describe("an hour of stored history", () => {
  it("is judged for its errors as the process judges it", () => {
    const { live, stored, verdicts } = judgedTwice({
      series: new ErrorRateSeries({}),
      judge: errorRateOf,
      make: () => ({ total: 0, hits: 0 }),
      put: (window: { total: number; hits: number }, failed: boolean) => {
        window.total += 1;
        if (failed) window.hits += 1;
      },
      value: (random, isOdd) => random() < (isOdd ? 0.3 : 0.03),
      anHour: 60,
    });
    expect(stored).toEqual(live);
    expect([...verdicts].sort()).toEqual(["above", "not enough data", "usual"]);
  });

  it("is judged for what calls cost as the process judges it", () => {
    const { live, stored, verdicts } = judgedTwice({
      series: new CostDriftSeries({}),
      judge: costDriftOf,
      make: () => ({ count: 0, sum: 0, squares: 0 }),
      put: (window: { count: number; sum: number; squares: number }, usd: number) => {
        window.count += 1;
        window.sum += usd;
        window.squares += usd * usd;
      },
      // Halves and quarters: sums are the same in any order.
      value: (random, isOdd) => Math.ceil(random() * 8) / 4 + (isOdd ? 2 : 0),
      anHour: 60,
    });
    expect(stored).toEqual(live);
    expect([...verdicts].sort()).toEqual(["above", "not enough data", "usual"]);
  });

  it("is judged for how long calls take as the process judges it", () => {
    const { live, stored, verdicts } = judgedTwice({
      series: new LatencySeries({}),
      judge: latencyOf,
      make: () => new LogHistogram(),
      put: (window: LogHistogram, millis: number) => window.add(millis),
      value: (random, isOdd) => 500 * (1 + random()) * (isOdd ? 3 : 1),
      anHour: 120,
    });
    expect(stored).toEqual(live);
    expect([...verdicts].sort()).toEqual(["above", "not enough data", "usual"]);
  });

  it("is judged for its decisions as the process judges it", () => {
    const places = new ChoicePlaces();
    const { live, stored, verdicts } = judgedTwice({
      series: new DecisionMixSeries({}),
      judge: decisionMixOf,
      make: (): Choices => [],
      put: (window: Choices, choice: string) => places.add(window, choice),
      value: (random, isOdd) => (random() < (isOdd ? 0.6 : 0.2) ? "ask" : "answer"),
      anHour: 40,
    });
    expect(stored).toEqual(live);
    expect([...verdicts].sort()).toEqual(["changed", "not enough data", "usual"]);
  });

  it("is judged for what sessions make of their tokens as the process judges it", () => {
    const { live, stored, verdicts } = judgedTwice({
      series: new TokenEfficiencySeries({}),
      judge: tokenEfficiencyOf,
      make: () => new LogHistogram(),
      put: (window: LogHistogram, share: number) => window.add(share * EFFICIENCY_TOKENS),
      value: (random, isOdd) => (0.05 + 0.1 * random()) * (isOdd ? 0.3 : 1),
      anHour: 20,
    });
    expect(stored).toEqual(live);
    expect([...verdicts].sort()).toEqual(["below", "not enough data", "usual"]);
  });
});
