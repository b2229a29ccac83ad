import { describe, expect, it } from "vitest";
import { collectRun } from "../../../../src/inspector/steps/collect-run.ts";
import { compareSteps } from "../../../../src/inspector/steps/compare-steps.ts";
import { call, genAi, type HandMadeSpan, handMadeRun } from "../../../support/inspector/hand-made-run.ts";

function compare(a: readonly HandMadeSpan[], b: readonly HandMadeSpan[]) {
  const run = (spans: readonly HandMadeSpan[]) => collectRun(handMadeRun(spans));
  return compareSteps(run(a), run(b));
}

const model = (id: string, at: number, changes: Partial<HandMadeSpan> = {}): HandMadeSpan => ({
  id,
  kind: "inference",
  at,
  model: "gpt-6",
  name: "chat gpt-6",
  tokens: [100, 20],
  attributes: call([genAi("user", "hi")], [genAi("assistant", "hello")], "You help.\nBe brief."),
  ...changes,
});
const tool = (id: string, at: number, name: string, given: string): HandMadeSpan => ({
  id,
  kind: "tool",
  at,
  tool: name,
  attributes: { "gen_ai.tool.call.arguments": JSON.stringify({ q: given }) },
});

describe("compareSteps()", () => {
  it("finds nothing between two runs that did the same at other times and with other ids", async () => {
    const { rows } = compare(
      [model("1", 1), tool("2", 2, "search", "x")],
      [model("8", 5), tool("9", 9, "search", "x")],
    );
    expect(rows.map(({ change, differs }) => [change, differs])).toEqual([
      ["same", []],
      ["same", []],
    ]);
  });

  it("pairs calls of different models and names what differs, a step more shifting nothing", async () => {
    const { rows } = compare(
      [model("1", 1), tool("2", 2, "search", "x"), tool("3", 3, "answer", "z")],
      [
        model("1", 1, { model: "gpt-6-mini", name: "chat gpt-6-mini", tokens: [101, 60], error: "Timeout" }),
        tool("2", 2, "browse", "w"),
        tool("3", 3, "search", "y"),
        tool("4", 4, "answer", "z"),
      ],
    );
    expect(rows.map(({ change, a, b, differs }) => [change, a?.name, b?.name, differs.join(" ")])).toEqual([
      ["changed", "chat gpt-6", "chat gpt-6-mini", "model error tokens"],
      ["only-b", undefined, "browse", ""],
      ["changed", "search", "search", "arguments"],
      ["same", "answer", "answer", ""],
    ]);
  });

  it("counts how often each run called a tool, and lists those that were offered and never called", async () => {
    const offered = { "gen_ai.tool.definitions": JSON.stringify([{ type: "function", name: "refund" }]) };
    const { tools } = compare(
      [model("1", 1, { attributes: offered }), tool("2", 2, "search", "x"), tool("3", 3, "search", "y")],
      [tool("2", 2, "browse", "x"), { id: "3", kind: "command", at: 3, name: "execute_tool shell", tool: "shell" }],
    );
    expect(tools).toEqual([
      { name: "browse", a: 0, b: 1 },
      { name: "refund", a: 0, b: 0 },
      { name: "search", a: 2, b: 0 },
      { name: "shell", a: 0, b: 1 },
    ]);
  });

  it("compares instructions line by line, agent by agent", async () => {
    const withSystem = (id: string, agent: string, system: string) =>
      model(id, Number(id), { agent, attributes: call([genAi("user", "hi")], [], system) });
    const one = compare(
      [withSystem("1", "lead", "You help.\nBe brief.")],
      [withSystem("1", "lead", "You help.\nBe kind.")],
    );
    expect(one.prompts).toEqual([
      { change: "same", text: "You help." },
      { change: "removed", text: "Be brief." },
      { change: "added", text: "Be kind." },
    ]);
    const two = compare([withSystem("1", "lead", "A")], [withSystem("1", "lead", "A"), withSystem("2", "aide", "B")]);
    expect(two.prompts.map(({ change, text }) => `${change} ${text}`)).toEqual([
      "same [lead]",
      "same A",
      "same [aide]",
      "added B",
    ]);
  });
});
