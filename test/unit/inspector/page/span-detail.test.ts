import { describe, expect, test } from "vitest";
import type { EventRow, SessionRow, SpanDetail } from "../../../../src/inspector/api.ts";
import { captureHelp, describeWithheld } from "../../../../src/inspector/page/conversation/capture-help.ts";
import { costDetailOf } from "../../../../src/inspector/page/detail/cost.ts";
import { failureOf } from "../../../../src/inspector/page/detail/failure.ts";
import { marksOf } from "../../../../src/inspector/page/trace/marks.ts";
import { buildSpanTree } from "../../../../src/inspector/page/trace/span-tree.ts";
import { shortText, textOf } from "../../../../src/inspector/page/ui/json-text.ts";
import { detailOf, sampleSessions, storyEvents, storySpans } from "../../../support/inspector/sample-answers.ts";

const session = sampleSessions(1)[0] as SessionRow;
const table = storySpans(session);
const call = detailOf(table, 1, session.id);
const failed = detailOf(table, 5, session.id);

describe("failureOf()", () => {
  test("is nothing for a span that did not fail", () => {
    expect(failureOf(call)).toBeUndefined();
  });

  test("takes the message from the exception where the status has none", () => {
    const failure = failureOf({ ...failed, statusMessage: null, errorType: null });
    expect(failure).toMatchObject({ type: "Error", message: expect.stringContaining("no such file") });
    expect(failure?.stack).toContain("tools.ts:14");
  });

  test("says at least that it failed", () => {
    const bare: SpanDetail = { ...failed, statusMessage: null, errorType: null, events: [], attributes: [] };
    expect(failureOf(bare)).toEqual({ type: "error", message: "", stack: "" });
  });
});

describe("costDetailOf()", () => {
  test("has the parts of a cost and where it comes from", () => {
    const { parts, facts, reason } = costDetailOf(call);
    expect(parts.map(({ name }) => name)).toEqual(["input", "output"]);
    expect(facts).toContainEqual({ name: "Price from", text: "table" });
    expect(reason).toBeUndefined();
  });

  test("says why there is no cost, in the sender's words where it knows none of its own", () => {
    expect(costDetailOf({ ...call, costReason: "unknown_model" }).reason).toMatch(/No price is known/);
    expect(costDetailOf({ ...call, costReason: "usage_missing" }).reason).toMatch(/no token counts/);
    expect(costDetailOf({ ...call, costReason: "tier_unpriced:flex" }).reason).toMatch(/tier_unpriced:flex/);
    expect(costDetailOf({ ...call, costUsd: null, costReason: null }).reason).toMatch(/reprice/);
    expect(costDetailOf({ ...failed, costUsd: null }).reason).toBeUndefined();
  });
});

describe("marksOf()", () => {
  const tree = buildSpanTree(table);

  test("puts decisions on their span and what has none on the first of its trace", () => {
    const marks = marksOf(tree, storyEvents(session));
    expect([...marks.keys()]).toEqual([0]);
    expect(marks.get(0)?.map(({ text }) => text)).toEqual([
      "Decision route: search first (confidence 0.82)",
      "Outcome: failed",
    ]);
  });

  test("takes events of spans and traces that are not here", () => {
    const [event] = storyEvents(session) as [EventRow];
    const marks = marksOf(tree, [{ ...event, traceId: "elsewhere", spanId: "x" }]);
    expect([...marks.keys()]).toEqual([0]);
  });
});

test("describeWithheld() and captureHelp() name what was left out and the gates that open it", () => {
  expect(
    describeWithheld([
      { what: "toolResults", characters: 1234 },
      { what: "prompts", characters: null },
    ]),
  ).toBe("results of tools (1,234 characters), prompts");
  expect(captureHelp("agentscribe", ["prompts", "toolResults"])).toBe(
    "init({ capture: { prompts: true, toolResults: true } })",
  );
  expect(captureHelp("claude-code", ["prompts"])).toBe("OTEL_LOG_USER_PROMPTS=1");
});

describe("textOf()", () => {
  test("indents JSON in a string and leaves other text as it is", () => {
    expect(textOf('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
    expect(["{not json", "plain", "[1"].map(textOf)).toEqual(["{not json", "plain", "[1"]);
    expect([textOf(1.5), textOf(null), textOf([1])]).toEqual(["1.5", "null", "[\n  1\n]"]);
  });

  test("does not read JSON that would hold the page up", () => {
    const long = `[${"1,".repeat(200_000)}1]`;
    expect(textOf(long)).toBe(long);
  });
});

test("shortText() is one line and cut", () => {
  expect(shortText("a\n  b")).toBe("a b");
  expect(shortText({ a: "x".repeat(500) }, 20)).toHaveLength(21);
});
