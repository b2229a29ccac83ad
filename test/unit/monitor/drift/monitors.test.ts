import { describe, expect, it } from "vitest";
import type { Alert } from "../../../../src/monitor/alerts/alert.ts";
import type { DriftOptions } from "../../../../src/monitor/drift/drift-options.ts";
import { Monitors } from "../../../../src/monitor/monitors.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 5);
const MODEL = "openai/gpt-5-mini";

/** Monitors at a time that the test turns on. */
function monitorsWith(options: DriftOptions) {
  const time = { now: START };
  const told: Alert[] = [];
  const monitors = new Monitors(options, { now: () => time.now, tell: (alert) => told.push(alert) });
  /** So many things an hour, until so many hours from the start. */
  const goOn = (hours: number, perHour: number, happen: (atMillis: number, count: number) => void): void => {
    const until = START + hours * HOUR;
    for (let count = 0; time.now < until; count += 1) {
      happen(time.now, count);
      time.now += HOUR / perHour;
    }
  };
  const stateOf = (subject: string) => monitors.report().series.find((series) => series.subject === subject);
  return { monitors, time, told, goOn, stateOf };
}

const call = (atMillis: number, more: object = {}) => ({
  atMillis,
  model: MODEL,
  failed: false,
  durationMillis: 1_000,
  costUsd: 0.01,
  ...more,
});

describe("the error rate", () => {
  it("is judged for each model and each tool apart", () => {
    const { monitors, goOn, told } = monitorsWith({ errorRate: true });
    const everyTwentieth = (count: number): boolean => count % 20 === 0;
    goOn(26, 60, (atMillis, count) => {
      monitors.modelCall(call(atMillis, { failed: everyTwentieth(count) }));
      monitors.toolCall({ atMillis, tool: "search", failed: everyTwentieth(count), durationMillis: 5 });
    });
    goOn(28, 60, (atMillis, count) => {
      monitors.modelCall(call(atMillis, { failed: everyTwentieth(count) }));
      monitors.toolCall({ atMillis, tool: "search", failed: count % 3 === 0, durationMillis: 5 });
    });
    expect(told).toMatchObject([{ state: "began", kind: "error_rate", subjectType: "tool", subject: "search" }]);
  });

  it("says that there is not enough data, of few calls and of few hours", () => {
    const few = monitorsWith({ errorRate: true });
    few.goOn(60, 20, (at) => few.monitors.modelCall(call(at, { failed: true })));
    expect(few.stateOf(MODEL)).toMatchObject({ verdict: "not enough data", value: 1 });
    const short = monitorsWith({ errorRate: true });
    short.goOn(18, 600, (at, count) =>
      short.monitors.modelCall(call(at, { failed: at > START + 16 * HOUR || count % 50 === 0 })),
    );
    expect(short.stateOf(MODEL)?.verdict).toBe("not enough data");
    expect([...few.told, ...short.told]).toEqual([]);
  });

  it("stays usual when it always was as high", () => {
    const { monitors, goOn, told, stateOf } = monitorsWith({ errorRate: true });
    goOn(60, 60, (at, count) => monitors.modelCall(call(at, { failed: count % 3 === 0 })));
    expect(stateOf(MODEL)?.verdict).toBe("usual");
    expect(told).toEqual([]);
  });
});

describe("cost", () => {
  it("that is not known counts neither as nothing nor as cheap", () => {
    const { monitors, goOn, stateOf } = monitorsWith({ costDrift: true });
    goOn(30, 60, (at, count) => monitors.modelCall(call(at, count % 2 === 0 ? {} : { costUsd: undefined })));
    expect(stateOf(MODEL)).toMatchObject({ value: 0.01, baseline: 0.01 });
    expect(stateOf(MODEL)?.count).toBeLessThanOrEqual(30);
  });
});

describe("latency", () => {
  it("that stays high is told once, until it is the usual after half a day", () => {
    const { monitors, goOn, told } = monitorsWith({ latency: true });
    const took = (count: number): number => 900 + (count % 200);
    goOn(26, 240, (at, count) => monitors.modelCall(call(at, { durationMillis: took(count) })));
    goOn(35, 240, (at, count) => monitors.modelCall(call(at, { durationMillis: 2 * took(count) })));
    expect(told).toMatchObject([{ state: "began", kind: "latency", subject: MODEL }]);
    expect(told[0]?.value).toBeGreaterThan(1.3 * (told[0]?.baseline ?? 0));
    goOn(45, 240, (at, count) => monitors.modelCall(call(at, { durationMillis: 2 * took(count) })));
    expect(told.map(({ state }) => state)).toEqual(["began", "ended"]);
  });

  it("leaves out calls that failed", () => {
    const { monitors, goOn, told, stateOf } = monitorsWith({ latency: true });
    const slow = (at: number): boolean => at > START + 26 * HOUR;
    goOn(30, 240, (at, count) =>
      monitors.modelCall(
        call(at, {
          failed: slow(at) && count % 2 === 0,
          durationMillis: slow(at) && count % 2 === 0 ? 60_000 : 900 + (count % 200),
        }),
      ),
    );
    expect(stateOf(MODEL)?.verdict).toBe("usual");
    expect(told).toEqual([]);
  });
});

describe("new decisions", () => {
  const decide = (monitors: Monitors, atMillis: number, type: string, choice: string): void =>
    monitors.decision({ atMillis, type, choice });

  it("are told after a day, once, with an end", () => {
    const { monitors, goOn, told } = monitorsWith({ newDecisions: true });
    goOn(10, 60, (at, count) => decide(monitors, at, "route", count % 2 === 0 ? "answer" : "search"));
    goOn(12, 60, (at) => decide(monitors, at, "route", "ask"));
    goOn(30, 60, (at, count) => decide(monitors, at, "route", count % 2 === 0 ? "answer" : "search"));
    expect(told).toEqual([]);
    goOn(36, 60, (at) => decide(monitors, at, "route", "give up"));
    expect(told).toMatchObject([
      {
        state: "began",
        kind: "new_decision",
        subjectType: "decision",
        subject: "route: give up",
        sinceMillis: START + 30 * HOUR,
      },
      { state: "ended", kind: "new_decision", subject: "route: give up" },
    ]);
  });

  it("of a type that is new itself are told as that type, and its choices are not", () => {
    const { monitors, goOn, told } = monitorsWith({ newDecisions: true });
    goOn(30, 60, (at) => decide(monitors, at, "route", "answer"));
    goOn(34, 60, (at, count) => decide(monitors, at, "escalation", `level ${count % 3}`));
    expect(told.filter(({ state }) => state === "began").map(({ subject }) => subject)).toEqual(["escalation"]);
  });

  it("come back as new after a week", () => {
    const { monitors, goOn, told } = monitorsWith({ newDecisions: true });
    goOn(30, 60, (at, count) => decide(monitors, at, "route", count % 2 === 0 ? "answer" : "search"));
    goOn(30 + 7 * 24 + 1, 60, (at) => decide(monitors, at, "route", "answer"));
    expect(told).toEqual([]);
    decide(monitors, START + (30 + 7 * 24 + 1) * HOUR, "route", "search");
    expect(told).toMatchObject([{ state: "began", subject: "route: search" }]);
  });

  it("are not told of where somebody records free text", () => {
    const { monitors, goOn, told, stateOf } = monitorsWith({ newDecisions: true });
    goOn(60, 60, (at, count) => decide(monitors, at, "route", count % 10 === 0 ? `text ${count}` : "answer"));
    expect(told).toEqual([]);
    expect(stateOf("route: answer")?.verdict).toBe("not enough data");
  });
});

describe("a mix of decisions", () => {
  it("that shifts is told with how far", () => {
    const { monitors, goOn, told } = monitorsWith({ decisionMix: true });
    goOn(48, 120, (at, count) =>
      monitors.decision({ atMillis: at, type: "route", choice: count % 4 === 0 ? "ask" : "answer" }),
    );
    goOn(54, 120, (at, count) =>
      monitors.decision({ atMillis: at, type: "route", choice: count % 4 === 0 ? "answer" : "ask" }),
    );
    expect(told).toMatchObject([{ state: "began", kind: "decision_mix", subject: "route" }]);
    expect(told[0]?.value).toBeGreaterThan(0.2);
  });
});

describe("token efficiency", () => {
  it("that falls is told, and a session without input is left out", () => {
    const { monitors, goOn, told, stateOf } = monitorsWith({ tokenEfficiency: true });
    const session = (atMillis: number, outputTokens: number): void =>
      monitors.sessionEnd({ atMillis, inputTokens: 10_000, outputTokens });
    goOn(48, 60, (at, count) => session(at, 300 + (count % 50) * 10));
    monitors.sessionEnd({ atMillis: START + 48 * HOUR, inputTokens: 0, outputTokens: 0 });
    expect(stateOf("sessions")?.verdict).toBe("usual");
    goOn(52, 60, (at, count) => session(at, 150 + (count % 50) * 5));
    expect(told).toMatchObject([{ state: "began", kind: "token_efficiency", subject: "sessions" }]);
    // 300 to 790 output tokens for 10,000 input tokens: 54 for a thousand is usual, half of it was seen.
    expect(Math.abs((told[0]?.baseline ?? 0) - 54.5)).toBeLessThan(4);
    expect(told[0]?.value).toBeLessThan(told[0]?.baseline ?? 0);
  });
});

describe("the time of what is watched", () => {
  const errors = (count: number): boolean => count % 20 === 0;

  it("may come late and in any order, and gives the same windows", () => {
    const inOrder = monitorsWith({ errorRate: true });
    const late = monitorsWith({ errorRate: true });
    const calls = Array.from({ length: 28 * 60 }, (_, count) =>
      call(START + count * MINUTE, { failed: errors(count) }),
    );
    late.time.now = inOrder.time.now = START + 28 * HOUR;
    for (const one of calls) inOrder.monitors.modelCall(one);
    const last = calls.at(-1);
    for (const one of calls.slice(0, -1).reverse()) late.monitors.modelCall(one);
    for (const { monitors } of [inOrder, late]) {
      if (last !== undefined) monitors.modelCall({ ...last, atMillis: last.atMillis + 2 * MINUTE });
    }
    expect(late.stateOf(MODEL)).toMatchObject({ verdict: "usual" });
    expect(late.stateOf(MODEL)?.baseline).toBe(inOrder.stateOf(MODEL)?.baseline);
  });

  it("that lies in the future counts as now", () => {
    const { monitors, time, goOn, stateOf } = monitorsWith({ errorRate: true });
    goOn(26, 60, (at, count) => monitors.modelCall(call(at, { failed: errors(count) })));
    monitors.modelCall(call(time.now + 400 * DAY));
    expect(stateOf(MODEL)).toMatchObject({ verdict: "usual", judgedMillis: time.now });
  });

  it("ends an alert that stands when the clock is put back, as of when it was seen last", () => {
    const { monitors, time, goOn, told } = monitorsWith({ errorRate: true });
    goOn(30, 60, (at, count) => monitors.modelCall(call(at, { failed: errors(count) })));
    goOn(32, 60, (at) => monitors.modelCall(call(at, { failed: true })));
    expect(told.map(({ state }) => state)).toEqual(["began"]);
    time.now = START;
    monitors.modelCall(call(time.now));
    monitors.modelCall(call(time.now));
    expect(told).toMatchObject([
      { state: "began" },
      { state: "ended", subject: MODEL, sinceMillis: told[0]?.sinceMillis, endedMillis: START + 32 * HOUR - MINUTE },
    ]);
  });

  it("begins anew when the clock is put back, and goes on after a gap of days", () => {
    const { monitors, time, goOn, stateOf, told } = monitorsWith({ errorRate: true });
    time.now = START + 20 * HOUR;
    goOn(48, 60, (at, count) => monitors.modelCall(call(at, { failed: errors(count) })));
    expect(stateOf(MODEL)?.verdict).toBe("usual");
    time.now = START;
    goOn(1, 60, (at) => monitors.modelCall(call(at, { failed: true })));
    expect(stateOf(MODEL)).toMatchObject({ verdict: "not enough data", count: 60 });
    time.now = START + 10 * DAY;
    goOn(10 * 24 + 30, 60, (at, count) => monitors.modelCall(call(at, { failed: errors(count) })));
    expect(stateOf(MODEL)?.verdict).toBe("usual");
    expect(told).toEqual([]);
  });
});

describe("memory", () => {
  it("is bounded, whatever names come", () => {
    const all = { errorRate: true, costDrift: true, latency: true, newDecisions: true, decisionMix: true };
    const { monitors, time } = monitorsWith(all);
    for (let count = 0; count < 3_000; count += 1) {
      time.now += MINUTE;
      monitors.modelCall(call(time.now, { model: `m${count}` }));
      monitors.toolCall({ atMillis: time.now, tool: `t${count}`, failed: false, durationMillis: 1 });
      monitors.decision({ atMillis: time.now, type: `d${count}`, choice: "x" });
      monitors.decision({ atMillis: time.now, type: "route", choice: `c${count}` });
    }
    const { series, forgottenSeries } = monitors.report();
    expect(series.length).toBeLessThanOrEqual(7 * 200);
    expect(forgottenSeries).toBeGreaterThan(10_000);
  });
});
