import { describe, expect, it } from "vitest";
import { Pots } from "../../../../src/monitor/budgets/pots.ts";
import { resolveBudget } from "../../../../src/monitor/budgets/resolved-budget.ts";

const SESSION = { kind: "session", isRun: false, userId: undefined, taskId: undefined, agent: undefined, budgets: [] };

describe("the pots of sessions", () => {
  it("are remembered while they are among the ten thousand last used", () => {
    const ports = { now: () => 0, steady: () => 0, tell: () => undefined };
    const pots = new Pots(resolveBudget({ name: "test", per: "session", maxCalls: 1 }, "run"), ports);
    const potOf = (sessionId: string) => pots.startingWith({ ...SESSION, sessionId });
    const [first, second] = [potOf("first"), potOf("second")];
    for (let index = 0; index < 9_998; index += 1) potOf(`s${index}`);
    expect(potOf("first")).toBe(first);
    potOf("one more");
    expect(potOf("first")).toBe(first);
    expect(potOf("second")).not.toBe(second);
  });
});
