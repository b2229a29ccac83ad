import { describe, expect, it } from "vitest";
import type { ConversationMessage } from "../../../../src/inspector/api.ts";
import { ConversationMemory } from "../../../../src/inspector/steps/conversation-memory.ts";
import { said } from "../../../support/inspector/made-up-session.ts";

const texts = (messages: readonly ConversationMessage[]) =>
  messages.flatMap(({ parts }) => parts.map((part) => (part.type === "text" ? part.text : part.type)));

const user = (text: string) => said("user", text);
const bot = (text: string) => said("assistant", text);

interface Call {
  readonly run?: string;
  readonly agent?: string;
  readonly input: readonly ConversationMessage[];
  readonly output?: readonly ConversationMessage[];
  readonly omitted?: number;
}

/** What each call adds: the new texts, and how many messages were there before. */
function news(...calls: readonly Call[]) {
  const memory = new ConversationMemory();
  return calls.map((call) => {
    const { input, repeated } = memory.add({ run: "r", agent: "lead", output: [], omitted: 0, ...call });
    return [texts(input), repeated];
  });
}

describe("ConversationMemory", () => {
  it("finds what a history adds, the answer of the call before included in what was there", () => {
    expect(
      news(
        { input: [user("a")], output: [bot("b")] },
        { input: [user("a"), bot("b"), user("c")], output: [bot("d")] },
        { input: [user("a"), bot("b"), user("c"), bot("d"), user("c")] },
      ),
    ).toEqual([
      [["a"], 0],
      [["c"], 2],
      [["c"], 4],
    ]);
  });

  it("is not misled by calls of other agents in between, nor by two runs with the same name", () => {
    expect(
      news(
        { run: "1", input: [user("go"), bot("x"), user("1")] },
        { run: "2", input: [user("go"), bot("y"), user("2")] },
        { run: "3", agent: "other", input: [user("help")] },
        { run: "1", input: [user("go"), bot("x"), user("1"), bot("x1"), user("one")] },
        { run: "2", input: [user("go"), bot("y"), user("2"), bot("y2"), user("two")] },
      ).slice(3),
    ).toEqual([
      [["x1", "one"], 3],
      [["y2", "two"], 3],
    ]);
  });

  it("takes the task of another run for new though it is worded the same, and a history with answers handed over for known", () => {
    expect(
      news(
        { run: "1", input: [user("go")], output: [bot("handing over")] },
        { run: "2", agent: "other", input: [user("go")] },
        { run: "3", agent: "third", input: [user("go"), bot("handing over"), user("and now?")] },
      ).slice(1),
    ).toEqual([
      [["go"], 0],
      [["and now?"], 2],
    ]);
  });

  it("goes on after messages that the sender left out, and takes nothing for known because it is worded the same", () => {
    expect(
      news(
        { input: [user("yes")], output: [bot("b")] },
        { input: [bot("b"), user("yes")], omitted: 1, output: [bot("d")] },
        { input: [bot("d"), user("yes")], omitted: 3 },
      ),
    ).toEqual([
      [["yes"], 0],
      [["yes"], 2],
      [["yes"], 4],
    ]);
  });

  it("finds the messages that a compaction kept", () => {
    expect(
      news(
        { input: [user("a"), bot("b"), user("c"), bot("d"), user("e")], output: [bot("f")] },
        { input: [user("summary of a to d"), user("e"), bot("f"), user("g")] },
      )[1],
    ).toEqual([["summary of a to d", "g"], 2]);
  });

  it("sees what was edited in the middle of a history, and what went back to an earlier state", () => {
    const long = [user("a"), bot("b"), user("c"), bot("d")];
    expect(
      news({ input: long }, { input: [user("a"), bot("B"), user("c"), bot("d")] }, { input: long.slice(0, 2) }),
    ).toEqual([
      [["a", "b", "c", "d"], 0],
      [["B"], 3],
      [[], 2],
    ]);
  });

  it("knows an answer again that comes back without its reasoning and with the arguments in another order", () => {
    const asked = (given: object): ConversationMessage["parts"][number] => ({
      type: "tool_call",
      id: "1",
      name: "f",
      arguments: given as never,
    });
    const answer: ConversationMessage = {
      role: "assistant",
      name: null,
      parts: [{ type: "reasoning", text: "hm" }, asked({ x: 1, y: [{ p: 1, q: 2 }] })],
    };
    const again: ConversationMessage = { ...answer, name: "bot", parts: [asked({ y: [{ q: 2, p: 1 }], x: 1 })] };
    expect(news({ input: [user("a")], output: [answer] }, { input: [user("a"), again] })[1]).toEqual([[], 2]);
  });

  it("survives a number of omitted messages that cannot be true", () => {
    expect(news({ input: [user("a")], omitted: 1e15 })[0]?.[0]).toEqual(["a"]);
  });
});
