import { describe, expect, it } from "vitest";
import type { EndedScopeFacts } from "../../../src/record/ports.ts";
import { startTelemetry } from "../../../src/sdk/start-telemetry.ts";
import { createClock } from "../../../src/trace/clock.ts";

const NIGHT = 8 * 3_600_000;

/** A client on a machine whose time the test sets. */
function startMachine(options: Parameters<typeof startTelemetry>[0] = {}) {
  const time = { system: 1_000_000_000_000, steady: 1_000 };
  const ends = new Map<string, EndedScopeFacts>();
  const events = new Map<string | undefined, number>();
  const { telemetry } = startTelemetry(
    {
      pricing: false,
      ...options,
      observers: [
        {
          onEnd: (scope) => ends.set(scope.name, scope),
          onEvent: ({ eventName, timeMillis }) => events.set(eventName, timeMillis),
        },
      ],
    },
    {
      env: {},
      memory: () => undefined,
      clock: createClock(
        () => time.system,
        () => time.steady,
      ),
    },
  );
  const pass = (millis: number): void => {
    time.system += millis;
    time.steady += millis;
  };
  const times = (name: string): readonly (number | undefined)[] => {
    const end = ends.get(name);
    return [end?.startTimeMillis, end?.endTimeMillis];
  };
  return { telemetry, time, events, pass, times };
}

describe.each([
  ["on", NIGHT],
  ["back", -NIGHT],
])("a system time that is set %s while a scope is open", (_way, step) => {
  it("is that of what begins outside of it, and changes nothing inside of it", () => {
    const { telemetry, time, pass, times } = startMachine();
    const begun = time.system;
    const bot = telemetry.startAgent({ name: "bot" });
    time.system += step;
    const set = time.system;
    pass(10);
    telemetry.step({ name: "outside" }, () => pass(5));
    bot.run(() => telemetry.step({ name: "inside" }, () => pass(5)));
    bot.end();
    bot.run(() => telemetry.step({ name: "left" }, () => pass(1)));
    expect(times("step outside")).toEqual([set + 10, set + 15]);
    expect(times("step inside")).toEqual([begun + 15, begun + 20]);
    expect(times("invoke_agent bot")).toEqual([begun, begun + 20]);
    expect(times("step left")).toEqual([set + 20, set + 21]);
  });

  it("is told by now() as the active scope has it", () => {
    const { telemetry, time, pass } = startMachine();
    const begun = time.system;
    const bot = telemetry.startAgent({ name: "bot" });
    time.system += step;
    pass(10);
    expect(telemetry.now()).toBe(begun + step + 10);
    expect(bot.run(() => telemetry.now())).toBe(begun + 10);
    bot.end();
  });

  it("goes on in a session, from its next run on, and never back", () => {
    const { telemetry, time, events, pass, times } = startMachine();
    const begun = time.system;
    const bot = telemetry.startSession({ id: "bot" });
    const before = bot.run(() => telemetry.startStep({ name: "before" }));
    time.system += step;
    const set = time.system;
    const inside = Math.max(begun, set);
    pass(10);
    telemetry.record("decision", { type: "t", choice: "c" });
    expect(events.get("agentscribe.decision")).toBe(set + 10);
    bot.run(() => telemetry.record("decision", { type: "t", choice: "c" }));
    expect(events.get("agentscribe.decision")).toBe(inside + 10);
    telemetry.recordTool({ name: "done", durationMs: 4 });
    telemetry.session({ id: "other" }, () => telemetry.step({ name: "inside" }, () => pass(5)));
    before.end();
    bot.run(() => telemetry.step({ name: "after" }, () => pass(5)));
    bot.end();
    bot.run(() => telemetry.step({ name: "left" }, () => pass(1)));
    expect(times("execute_tool done")).toEqual([set + 6, set + 10]);
    expect(times("step inside")).toEqual([set + 10, set + 15]);
    expect(times("step before")).toEqual([begun, begun + 15]);
    expect(times("step after")).toEqual([inside + 15, inside + 20]);
    expect(times("session")).toEqual([begun, inside + 20]);
    expect(times("step left")).toEqual([set + 20, set + 21]);
  });

  it("is no working time of a budget, and no time that somebody waited", () => {
    const { telemetry, time, pass } = startMachine({ budgets: [{ name: "work", per: "process", maxWorkMs: 60_000 }] });
    const bot = telemetry.startSession({ id: "bot" });
    const wait = bot.run(() => telemetry.startWait({ for: "approval" }));
    time.system += step;
    telemetry.step({ name: "other" }, () => pass(10));
    expect(telemetry.snapshot().totals.waitMillis).toBe(10);
    wait.end();
    expect(telemetry.snapshot().totals.waitMillis).toBe(10);
    expect(bot.totals().waitMillis).toBe(10);
    expect(bot.signal.aborted).toBe(false);
    bot.end();
  });
});
