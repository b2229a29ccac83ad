import { describe, expect, it } from "vitest";
import { compareRun, type RunComparison } from "../../../src/cli/replay/compare-run.ts";
import { call, genAi, type HandMadeSpan, handMadeEvent, handMadeRun } from "../../support/inspector/hand-made-run.ts";

const TASK: HandMadeSpan = { id: "task", kind: "task", name: "task demo", millis: 5_000 };

const agent = (id: string, at: number, millis: number, name: string = id): HandMadeSpan => ({
  ...{ id, kind: "agent", parent: "task", at, millis, agent: name, name: `invoke_agent ${name}` },
});
/** A call of a model: all have the same instructions, and begin with the same message. */
const ask = (
  id: string,
  parent: string,
  at: number,
  text: string,
  millis = 10,
  name: string = parent,
): HandMadeSpan => ({
  ...{ id, kind: "inference", parent, at, millis, model: "gpt-6", name: "chat gpt-6", tokens: [100, 20], agent: name },
  attributes: call([genAi("user", "Begin."), genAi("user", text)], [genAi("assistant", `On ${text}`)], "You help."),
});
const decision = (span: string, at: number, choice: string) => ({
  ...handMadeEvent("agentscribe.decision", at, { "agentscribe.decision.choice": choice }),
  ...{ traceId: "t1", spanId: span, decisionType: "route", decisionChoice: choice },
});

type Made = readonly [spans: readonly HandMadeSpan[], events?: Parameters<typeof handMadeRun>[1]];

function compared(before: Made, after: Made): RunComparison {
  const [a, b] = [before, after].map(([spans, events]) =>
    handMadeRun(
      [...spans].sort((one, other) => (one.at ?? 0) - (other.at ?? 0)),
      events,
    ),
  );
  if (a === undefined || b === undefined) throw new Error("no runs");
  const end = { code: 0, signal: null };
  return compareRun({ cassette: "c", entries: [], sessions: [a] }, { end, reports: [], sessions: [b] });
}

const changes = ({ sessions }: RunComparison): readonly string[] =>
  sessions.flatMap(({ rows }) =>
    rows
      .filter(({ change }) => change !== "same")
      .map(({ change, a, b, differs }) => [change, (a ?? b)?.name, ...differs].join(" ")),
  );

describe("compareRun() of work side by side", () => {
  const slowA: Made = [
    [TASK, agent("a", 0, 3_000), agent("b", 0, 100)].concat(
      [ask("a1", "a", 1, "one", 2_000), ask("b1", "b", 2, "two"), ask("b2", "b", 20, "three")],
      [ask("a2", "a", 2_010, "four")],
    ),
    [decision("b", 40, "left"), decision("a", 2_500, "right")],
  ];
  const atOnce: Made = [
    [TASK, agent("a", 0, 50), agent("b", 0, 40)].concat(
      [ask("b1", "b", 1, "two", 1), ask("a1", "a", 2, "one", 1), ask("a2", "a", 4, "four", 1)],
      [ask("b2", "b", 5, "three", 1)],
    ),
    [decision("a", 10, "right"), decision("b", 12, "left")],
  ];

  it("finds two runs the same whichever agent was quicker", () => {
    const found = compared(slowA, atOnce);
    expect(changes(found)).toEqual([]);
    expect(found.isSame).toBe(true);
    expect(compared(atOnce, slowA).isSame).toBe(true);
  });

  it("finds agents of one name, and calls without one, by what they do", () => {
    const named = (first: string, second: string): Made => [
      [TASK, agent("x", 0, 100, "worker"), agent("y", 1, 100, "worker")].concat(
        [ask("x1", "x", 5, first, 10, "worker"), ask("y1", "y", 6, second, 10, "worker")],
        [ask("x2", "x", 40, `${first}, more`, 10, "worker"), ask("y2", "y", 30, `${second}, more`, 10, "worker")],
      ),
    ];
    expect(compared(named("one", "two"), named("two", "one"))).toMatchObject({ isSame: true });
    const plain = (order: readonly string[]): Made => [
      [TASK, ...order.map((text, index) => ask(text, "task", index, text, 50))],
    ];
    expect(compared(plain(["one", "two", "three"]), plain(["three", "one", "two"]))).toMatchObject({ isSame: true });
  });

  it("says what differs, beside what it is like", () => {
    const other = atOnce[0].map((span) => (span.id === "b2" ? ask("b2", "b", 5, "five", 1) : span));
    expect(changes(compared(slowA, [other, atOnce[1]]))).toEqual(["changed chat gpt-6 input output"]);
    const without = atOnce[0].filter(({ id }) => id !== "a2");
    expect(changes(compared(slowA, [without, atOnce[1]]))).toEqual(["only-a chat gpt-6"]);
  });

  it("keeps the order of work that was done one after the other", () => {
    const inTurn = (order: readonly string[]): Made => [
      [
        TASK,
        ...order.map(
          (name, at): HandMadeSpan => ({ ...{ id: name, kind: "tool", parent: "task" }, at: at * 20, tool: name }),
        ),
      ],
    ];
    expect(compared(inTurn(["read", "write"]), inTurn(["read", "write"])).isSame).toBe(true);
    expect(changes(compared(inTurn(["read", "write"]), inTurn(["write", "read"])))).toEqual([
      "only-b write",
      "only-a write",
    ]);
  });

  it("shows the times that steps had", () => {
    const other = atOnce[0].map((span) => (span.id === "b2" ? ask("b2", "b", 5, "five", 1) : span));
    const row = compared(slowA, [other, atOnce[1]]).sessions[0]?.rows.find(({ change }) => change === "changed");
    expect([row?.a?.durationUs, row?.b?.durationUs]).toEqual([10_000, 1_000]);
    expect((row?.a?.startUs ?? 0) - 1_790_000_000_000_000).toBe(20_000);
  });
});
