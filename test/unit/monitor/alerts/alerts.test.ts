import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AlertCourse } from "../../../../src/internal/judgements/alert-course.ts";
import type { Verdict } from "../../../../src/internal/statistics/verdict.ts";
import type { Alert } from "../../../../src/monitor/alerts/alert.ts";
import { AlertOutlet } from "../../../../src/monitor/alerts/alert-outlet.ts";
import { Watch } from "../../../../src/monitor/alerts/watch.ts";

const MINUTE = 60_000;
const TIMES = { holdMillis: 10 * MINUTE, calmMillis: 30 * MINUTE, quietMillis: 60 * MINUTE };

/** A watch whose series say what they were given last, and what it told. */
function watchOf(times = TIMES) {
  const told: Alert[] = [];
  const outlet = new AlertOutlet((alert) => told.push(alert));
  const seen: number[] = [];
  const watch = new Watch<Verdict["verdict"]>({
    kind: "error_rate",
    subjectType: "model",
    times,
    outlet,
    create: () => {
      let verdict: Verdict["verdict"] = "not enough data";
      return {
        add(_at, given) {
          verdict = given;
        },
        judge(_at, series) {
          seen.push(series);
          return { verdict: { verdict, baseline: 0.1, score: 4 }, value: 0.5, count: 40, windowMillis: 60 * MINUTE };
        },
      };
    },
  });
  return { watch, outlet, told, seen };
}

describe("the course of an alert", () => {
  it("begins only after its time, alternates, and leaves a quiet time after each end", () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.boolean()), { maxLength: 200 });
    fc.assert(
      fc.property(steps, (minutes) => {
        const course = new AlertCourse(TIMES);
        const history: { readonly at: number; readonly isUnusual: boolean }[] = [];
        let last: { step: "begins" | "ends"; at: number } | undefined;
        let at = 0;
        for (const [gap, isUnusual] of minutes) {
          at += gap * MINUTE;
          history.push({ at, isUnusual });
          const step = course.next(at, isUnusual);
          if (step === undefined) continue;
          const back = at - (step === "begins" ? TIMES.holdMillis : TIMES.calmMillis);
          expect(history.filter((one) => one.at >= back).every((one) => one.isUnusual === (step === "begins"))).toBe(
            true,
          );
          expect(step).toBe(last?.step === "begins" ? "ends" : "begins");
          if (step === "begins" && last !== undefined) expect(at - last.at).toBeGreaterThanOrEqual(TIMES.quietMillis);
          last = { step, at };
        }
      }),
    );
  });
});

describe("a watch", () => {
  it("tells once when something begins, and once when it is over", () => {
    const { watch, told } = watchOf();
    for (let minute = 0; minute < 60; minute += 1) watch.add("m", minute * MINUTE, "usual");
    for (let minute = 60; minute < 200; minute += 1) watch.add("m", minute * MINUTE, "above");
    expect(told).toEqual([
      {
        state: "began",
        kind: "error_rate",
        subjectType: "model",
        subject: "m",
        value: 0.5,
        baseline: 0.1,
        score: 4,
        count: 40,
        windowMillis: 60 * MINUTE,
        sinceMillis: 60 * MINUTE,
      },
    ]);
    expect(watch.states()).toMatchObject([{ subject: "m", verdict: "above", alertSinceMillis: 60 * MINUTE }]);
    for (let minute = 200; minute < 300; minute += 1) watch.add("m", minute * MINUTE, "usual");
    expect(told).toHaveLength(2);
    expect(told[1]).toMatchObject({ state: "ended", sinceMillis: 60 * MINUTE, endedMillis: 230 * MINUTE });
    expect(watch.states()[0]).not.toHaveProperty("alertSinceMillis");
  });

  it("ends the alert of a series that fell silent, when others go on", () => {
    const { watch, told } = watchOf({ ...TIMES, holdMillis: 0 });
    watch.add("m", 0, "above");
    watch.add("m", 1_000, "usual");
    for (let minute = 1; minute <= 40; minute += 1) watch.pass(minute * MINUTE);
    expect(told.map(({ state }) => state)).toEqual(["began", "ended"]);
  });

  it("judges a series once a minute at most", () => {
    const { watch, seen } = watchOf();
    for (let second = 0; second < 600; second += 1) watch.add("m", second * 1_000, "usual");
    expect(seen).toHaveLength(10);
  });

  it("tells ten alerts an hour, counts the rest, and tells no end of what it did not tell", () => {
    const { watch, outlet, told } = watchOf({ ...TIMES, holdMillis: 0, calmMillis: 0 });
    for (let series = 0; series < 50; series += 1) watch.add(`m${series}`, series, "above");
    expect(told).toHaveLength(10);
    expect(outlet.untold).toBe(40);
    for (let series = 0; series < 50; series += 1) watch.add(`m${series}`, 2 * MINUTE + series, "usual");
    expect(told.filter(({ state }) => state === "ended")).toHaveLength(10);
    watch.add("later", 61 * MINUTE, "above");
    expect(told.at(-1)).toMatchObject({ state: "began", subject: "later" });
  });

  it("keeps 200 series, forgets the one without news for the longest time, and ends its alert", () => {
    const { watch, told } = watchOf({ ...TIMES, holdMillis: 0 });
    watch.add("first", 0, "above");
    watch.add("second", 1, "usual");
    for (let series = 0; series < 198; series += 1) watch.add(`m${series}`, 2 + series, "usual");
    watch.add("first", 5 * MINUTE, "above");
    watch.add("one more", 5 * MINUTE, "usual");
    expect(watch.forgotten).toBe(1);
    expect(watch.states().map(({ subject }) => subject)).not.toContain("second");
    for (let series = 0; series < 10_000; series += 1) watch.add(`n${series}`, 6 * MINUTE, "usual");
    expect(watch.states()).toHaveLength(200);
    expect(watch.forgotten).toBe(10_001);
    expect(told.map(({ state, subject }) => [state, subject])).toEqual([
      ["began", "first"],
      ["ended", "first"],
    ]);
  });

  it("says how many series it judges, without those that have not enough data", () => {
    const { watch, seen } = watchOf();
    for (let series = 0; series < 20; series += 1) watch.add(`m${series}`, 0, series < 5 ? "usual" : "not enough data");
    watch.add("m0", MINUTE, "not enough data");
    watch.add("m1", MINUTE, "usual");
    expect(seen.slice(-2)).toEqual([5, 4]);
  });
});
