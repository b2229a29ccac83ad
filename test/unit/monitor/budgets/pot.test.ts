import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BudgetExceeded } from "../../../../src/monitor/budgets/budget-exceeded.ts";
import type { BudgetNotice, BudgetOptions } from "../../../../src/monitor/budgets/budget-options.ts";
import { Pot } from "../../../../src/monitor/budgets/pot.ts";
import { resolveBudget } from "../../../../src/monitor/budgets/resolved-budget.ts";
import { collectGarbage } from "../../../support/collect-garbage.ts";

/** A pot at a time that the test turns on. */
function makePot(options: Omit<BudgetOptions, "name">, startMillis = 0) {
  const notices: BudgetNotice[] = [];
  const time = { millis: startMillis };
  const pot = new Pot(resolveBudget({ name: "test", ...options }, "run"), {
    now: () => time.millis,
    steady: () => time.millis,
    tell: (notice) => notices.push(notice),
  });
  return { pot, notices, time };
}

const HERE = {};

describe("a pot", () => {
  it("warns once at its share of the limit, then stops with the amounts in the error", () => {
    const { pot, notices } = makePot({ maxCostUsd: 1, warnAt: 0.5 });
    pot.add({ costUsd: 0.4 }, HERE);
    expect(notices).toEqual([]);
    pot.add({ costUsd: 0.2 }, HERE);
    pot.add({ costUsd: 0.1 }, HERE);
    expect(notices.map(({ what }) => what)).toEqual(["warned"]);
    expect(pot.signal.aborted).toBe(false);
    pot.add({ costUsd: 0.4 }, HERE);
    pot.add({ costUsd: 5 }, HERE);
    expect(notices.map(({ what }) => what)).toEqual(["warned", "exceeded"]);
    expect(notices[1]).toMatchObject({ budget: "test", limit: "cost", max: 1, action: "stop" });
    expect(pot.signal.reason).toBeInstanceOf(BudgetExceeded);
    expect(pot.refuse("call", false, HERE)).toBe(pot.signal.reason);
    expect(String(pot.signal.reason)).toBe('BudgetExceeded: the budget "test" is used up: 1.1 of 1 US dollars');
  });

  it("does not keep the scopes that spent from it once none is open, nor those that tell late", async () => {
    const { pot } = makePot({ maxCostUsd: 1, per: "user" });
    const spend = (): WeakRef<object> => {
      const place = {};
      pot.opened(place);
      pot.add({ costUsd: 0.1 }, place);
      pot.closed();
      pot.add({ costUsd: 0.1 }, place);
      return new WeakRef(place);
    };
    const place = spend();
    await expect
      .poll(() => {
        collectGarbage();
        return place.deref() === undefined;
      })
      .toBe(true);
    expect(pot.used("cost")).toBeCloseTo(0.2);
  });

  it("only says so when it is to warn", () => {
    const { pot, notices } = makePot({ maxTokens: 100, onExceeded: "warn" });
    pot.add({ usage: { inputTokens: 90, outputTokens: 20 } }, HERE);
    expect(notices).toEqual([
      { budget: "test", what: "exceeded", limit: "tokens", used: 110, max: 100, action: "warn" },
    ]);
    expect(pot.refuse("call", false, HERE)).toBeUndefined();
    expect(pot.signal.aborted).toBe(false);
  });

  it("allows as many calls as it says, however many run at a time", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 }), fc.array(fc.boolean(), { maxLength: 80 }), (max, steps) => {
        const { pot } = makePot({ maxCalls: max });
        const open: { release(): void }[] = [];
        let begun = 0;
        for (const begins of steps) {
          if (begins) {
            if (pot.refuse("call", false, HERE) !== undefined) continue;
            open.push(pot.reserve(HERE));
            begun += 1;
          } else {
            const call = open.pop();
            if (call === undefined) continue;
            call.release();
            pot.add({ inferenceCalls: 1 }, HERE);
          }
        }
        expect(begun).toBeLessThanOrEqual(max);
        expect(begun).toBe(Math.min(max, steps.filter(Boolean).length));
      }),
    );
  });

  it("counts what calls that are open are thought to use, and then what they used", () => {
    const { pot, notices } = makePot({ maxTokens: 100 });
    const call = pot.reserve(HERE);
    call.guess({ tokens: 60, costUsd: 0 });
    expect(pot.used("tokens")).toBe(60);
    call.release();
    pot.add({ usage: { inputTokens: 10, outputTokens: 5 } }, HERE);
    expect(pot.used("tokens")).toBe(15);
    expect(notices).toEqual([]);
    pot.reserve(HERE).guess({ tokens: 90, costUsd: 0 });
    expect(pot.signal.aborted).toBe(true);
  });

  it("refuses tools above their number, and then calls as well", () => {
    const { pot } = makePot({ maxToolCalls: 2 });
    pot.add({ toolCalls: 2 }, HERE);
    expect(pot.refuse("call", false, HERE)).toBeUndefined();
    expect(pot.refuse("tool", false, HERE)).toMatchObject({ limit: "tool_calls", used: 2, max: 2 });
    expect(pot.refuse("call", false, HERE)).toBeDefined();
  });

  it("counts tools from their start, and stops at one too many that nobody asked it about", () => {
    const { pot, notices } = makePot({ maxToolCalls: 2 });
    pot.runsTool(true, HERE);
    pot.runsTool(true, HERE);
    expect(pot.used("tool_calls")).toBe(2);
    expect(pot.error).toBeUndefined();
    pot.runsTool(false, HERE);
    pot.add({ toolCalls: 1 }, HERE);
    expect(pot.used("tool_calls")).toBe(2);
    expect(pot.signal.aborted).toBe(false);
    pot.runsTool(true, HERE);
    expect(pot.error).toMatchObject({ limit: "tool_calls", used: 3, max: 2 });
    expect(pot.signal.aborted).toBe(true);
    expect(pot.refuse("call", false, HERE)).toBe(pot.error);
    expect(notices.map(({ what }) => what)).toEqual(["warned", "exceeded"]);
  });

  it("lets tools go on when something else is used up", () => {
    const { pot } = makePot({ maxTokens: 1 });
    pot.add({ usage: { inputTokens: 5 } }, HERE);
    expect(pot.refuse("call", false, HERE)).toBeDefined();
    expect(pot.refuse("tool", false, HERE)).toBeUndefined();
  });

  it("says once that a call has no price, or stops for it, or ignores it", () => {
    const warning = makePot({ maxCostUsd: 1 });
    warning.pot.add({ unpricedCalls: 1 }, HERE);
    warning.pot.add({ unpricedCalls: 1 }, HERE);
    expect(warning.notices).toMatchObject([{ what: "unpriced", limit: "cost", max: 1, action: "warn" }]);
    const stopping = makePot({ maxCostUsd: 1, onUnpriced: "stop" });
    stopping.pot.add({ unpricedCalls: 1 }, HERE);
    expect(stopping.pot.error).toMatchObject({ limit: "unpriced" });
    const ignoring = makePot({ maxCostUsd: 1, onUnpriced: "ignore" });
    ignoring.pot.add({ unpricedCalls: 1 }, HERE);
    expect(ignoring.notices).toEqual([]);
    const withoutCost = makePot({ maxTokens: 1, onUnpriced: "stop" });
    withoutCost.pot.add({ unpricedCalls: 1 }, HERE);
    expect(withoutCost.pot.error).toBeUndefined();
  });

  it("measures work while a scope is open and nobody is waited for", () => {
    const { pot, time } = makePot({ maxWorkMs: 1_000 });
    pot.opened(HERE);
    time.millis = 300;
    pot.waits(true);
    time.millis = 5_000;
    expect(pot.used("work_time")).toBe(300);
    pot.waits(false);
    time.millis = 5_100;
    pot.closed();
    time.millis = 9_000;
    expect(pot.used("work_time")).toBe(400);
  });

  it("stops by itself when the working time is over, and holds no process open", async () => {
    const pot = new Pot(resolveBudget({ name: "test", maxWorkMs: 30 }, "run"), {
      now: () => performance.now(),
      steady: () => performance.now(),
      tell: () => {},
    });
    pot.opened(HERE);
    const holder = setInterval(() => {}, 1_000);
    await new Promise((resolve) => pot.signal.addEventListener("abort", resolve));
    clearInterval(holder);
    expect(pot.error).toMatchObject({ limit: "work_time", max: 30 });
    pot.closed();
  });

  it("of a day begins anew with the next one", () => {
    const { pot, time, notices } = makePot({ per: "day", maxTokens: 10 }, 86_400_000 * 3 + 500);
    pot.add({ usage: { inputTokens: 20 } }, HERE);
    expect(pot.error).toBeDefined();
    time.millis = 86_400_000 * 4;
    expect(pot.error).toBeUndefined();
    expect(pot.signal.aborted).toBe(false);
    expect(pot.used("tokens")).toBe(0);
    pot.add({ usage: { inputTokens: 20 } }, HERE);
    expect(notices.filter(({ what }) => what === "exceeded")).toHaveLength(2);
  });

  it("of a day counts of work that goes on over midnight what was done since", () => {
    const { pot, time } = makePot({ per: "day", maxWorkMs: 1_000 }, 86_400_000 * 4 - 900);
    pot.opened(HERE);
    time.millis = 86_400_000 * 4 + 50;
    pot.used("work_time");
    time.millis += 300;
    expect(pot.used("work_time")).toBe(350);
    pot.closed();
  });

  it.each([
    ["ends", (pot: Pot) => pot.closed()],
    ["waits for a person", (pot: Pot) => pot.waits(true)],
    ["is asked about", (pot: Pot) => pot.used("work_time")],
  ])("of a day counts of work what was done since midnight, also where the work %s hours later", (_how, look) => {
    const { pot, time } = makePot({ per: "day", maxWorkMs: 36_000_000 }, 86_400_000 * 4 - 7_200_000);
    pot.opened(HERE);
    time.millis = 86_400_000 * 4 + 10_800_000;
    look(pot);
    expect(pot.used("work_time")).toBe(10_800_000);
  });

  it("of a day stops work that goes on by the working time of the next day as well", async () => {
    const midnight = 86_400_000 * 4;
    const begin = performance.now();
    let skippedMillis = 0;
    const millis = () => performance.now() - begin + skippedMillis;
    const notices: BudgetNotice[] = [];
    const pot = new Pot(resolveBudget({ name: "test", per: "day", maxWorkMs: 40, onExceeded: "warn" }, "run"), {
      now: () => midnight - 1_000 + millis(),
      steady: millis,
      tell: (notice) => notices.push(notice),
    });
    const exceeded = (): number => notices.filter(({ what }) => what === "exceeded").length;
    pot.opened(HERE);
    await expect.poll(exceeded).toBe(1);
    skippedMillis = 1_000 - (performance.now() - begin);
    pot.add({ inferenceCalls: 1 }, HERE);
    expect(exceeded()).toBe(1);
    await expect.poll(exceeded).toBe(2);
    pot.closed();
  });
});
