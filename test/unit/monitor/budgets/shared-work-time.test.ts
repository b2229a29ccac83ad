import { describe, expect, it } from "vitest";
import type { ScopeLimits } from "../../../../src/internal/work-limits.ts";
import { Limits } from "../../../../src/monitor/limits.ts";

/** A budget of working time, agents that share it, and a time that the test turns on. */
function sharedTime() {
  const time = { millis: 0 };
  const clock = (): number => time.millis;
  const limits = new Limits([], false, { now: clock, steady: clock, tell: () => undefined });
  const budget = limits.share({ name: "team", maxWorkMs: 1_000_000 });
  const about = { kind: "agent", isRun: true, sessionId: undefined, userId: undefined, taskId: undefined, agent: "a" };
  const agent = (around?: ScopeLimits): ScopeLimits => {
    const held = limits.enter({ ...about, budgets: [budget] }, around, {});
    if (held === undefined) throw new Error("no limit holds");
    return held;
  };
  const worked = (millis: number): number => {
    const before = budget.used("work_time");
    time.millis += millis;
    return budget.used("work_time") - before;
  };
  return { agent, worked };
}

describe("the working time that agents share", () => {
  it("goes on while one of them waits for a person, and stops when all of them do", () => {
    const { agent, worked } = sharedTime();
    const [one, other] = [agent(), agent()];
    one.waits(true);
    one.waits(true);
    expect(worked(100)).toBe(100);
    other.waits(true);
    expect(worked(100)).toBe(0);
    one.waits(false);
    expect(worked(100)).toBe(0);
    one.waits(false);
    expect(worked(100)).toBe(100);
    one.ended();
    expect(worked(100)).toBe(0);
    other.waits(false);
    expect(worked(100)).toBe(100);
    other.ended();
    expect(worked(100)).toBe(0);
  });

  it("stops where an agent inside one that holds the budget waits", () => {
    const { agent, worked } = sharedTime();
    const outer = agent();
    const inner = agent(outer);
    inner.waits(true);
    expect(worked(100)).toBe(0);
    inner.waits(false);
    expect(worked(100)).toBe(100);
  });

  it("is held up no longer by an agent that ended without an answer", () => {
    const { agent, worked } = sharedTime();
    const patient = agent();
    patient.waits(true);
    patient.ended();
    agent();
    expect(worked(100)).toBe(100);
    patient.waits(false);
    expect(worked(100)).toBe(100);
  });
});
