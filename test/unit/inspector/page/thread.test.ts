import { describe, expect, it } from "vitest";
import { readThreads, threadAt } from "../../../../src/inspector/page/replay/thread.ts";
import { madeUpConversation, madeUpStep, said } from "../../../support/inspector/made-up-session.ts";

const textsAt = (threads: ReturnType<typeof readThreads>, step: number): readonly string[] =>
  threadAt(threads, step).messages.map(({ message, since }) => {
    const [part] = message.parts;
    const text = part?.type === "text" ? part.text : part?.type;
    return `${since === step ? "+" : " "}${message.role}: ${text}`;
  });

describe("threadAt()", () => {
  it("shows what an agent had before it at a step, the new marked", () => {
    const { steps } = madeUpConversation();
    const threads = readThreads(steps);
    expect(textsAt(threads, 0)).toEqual([]);
    expect(textsAt(threads, 2)).toHaveLength(3);
    expect(textsAt(threads, 4)).toEqual([
      " system: You answer tickets.\nBe brief.\nNever promise a refund.",
      " user: Where is my invoice?",
      " assistant: tool_call",
      "+tool: tool_result",
      "+assistant: tool_call",
    ]);
    expect(textsAt(threads, 7)).toHaveLength(7);
  });

  it("counts an answer once when the next call sends it again", () => {
    const threads = readThreads([
      madeUpStep(0, { input: [said("user", "a")], output: [said("assistant", "b")] }),
      madeUpStep(1, { input: [said("assistant", "b"), said("user", "c")], repeatedMessages: 1 }),
    ]);
    expect(textsAt(threads, 1)).toEqual([" user: a", " assistant: b", "+user: c"]);
  });

  it("forgets the oldest when a call repeats less than was sent, and shows them again at the step before", () => {
    const threads = readThreads([
      madeUpStep(0, { input: [said("user", "old"), said("user", "kept")] }),
      madeUpStep(1, { input: [said("user", "new")], repeatedMessages: 1 }),
    ]);
    expect(textsAt(threads, 1)).toEqual([" user: kept", "+user: new"]);
    expect(threadAt(threads, 1).forgotten).toBe(1);
    expect(textsAt(threads, 0)).toEqual(["+user: old", "+user: kept"]);
  });

  it("forgets an answer that is not sent again", () => {
    const threads = readThreads([
      madeUpStep(0, { input: [said("user", "one")], output: [said("assistant", "1")] }),
      madeUpStep(1, { input: [said("user", "two")], output: [said("assistant", "2")] }),
    ]);
    expect(textsAt(threads, 1)).toEqual(["+user: two", "+assistant: 2"]);
  });

  it("forgets nothing where prompts are withheld", () => {
    const threads = readThreads([
      madeUpStep(0, { output: [said("assistant", "1")] }),
      madeUpStep(1, { output: [said("assistant", "2")] }),
    ]);
    expect(textsAt(threads, 1)).toEqual([" assistant: 1", "+assistant: 2"]);
  });

  it("keeps the conversations of agents apart", () => {
    const threads = readThreads([
      madeUpStep(0, { agent: "planner", input: [said("user", "plan")] }),
      madeUpStep(1, { agent: "coder", input: [said("user", "code")] }),
      madeUpStep(2, { agent: null, type: "tool" }),
      madeUpStep(3, { agent: "planner", type: "tool" }),
    ]);
    expect([0, 1, 2, 3].map((step) => threadAt(threads, step).agent)).toEqual(["planner", "coder", "coder", "planner"]);
    expect(textsAt(threads, 3)).toEqual([" user: plan"]);
  });

  it("replaces instructions that change", () => {
    const threads = readThreads([madeUpStep(0, { system: "old" }), madeUpStep(1, { system: "new" })]);
    expect(textsAt(threads, 1)).toEqual(["+system: new"]);
  });

  it("reads 20,000 messages at once", () => {
    const steps = Array.from({ length: 20_000 }, (_, index) =>
      madeUpStep(index, { input: [said("user", String(index))], repeatedMessages: index }),
    );
    const start = performance.now();
    const threads = readThreads(steps);
    expect(performance.now() - start).toBeLessThan(500);
    expect(threadAt(threads, 19_999).messages).toHaveLength(20_000);
  });
});
