import { describe, expect, it } from "vitest";
import { contextGrowth, largestContext } from "../../../../src/inspector/page/replay/context-growth.ts";
import { showMillis, stepForKey, stepLabel } from "../../../../src/inspector/page/replay/playback.ts";
import { madeUpConversation, madeUpStep } from "../../../support/inspector/made-up-session.ts";

const atSeconds = (...seconds: readonly number[]) =>
  seconds.map((second, index) => madeUpStep(index, { startUs: second * 1e6 }));

describe("showMillis()", () => {
  it("waits as long as the agent took, divided by the speed", () => {
    const steps = atSeconds(0, 8, 3_608);
    expect(showMillis(steps, 0, 1, false)).toBe(8_000);
    expect(showMillis(steps, 0, 16, false)).toBe(500);
  });

  it("shortens long waits in compressed time", () => {
    expect(showMillis(atSeconds(0, 3_600), 0, 1, true)).toBeLessThanOrEqual(2_000);
  });

  it("shows steps that began together one after the other", () => {
    expect(showMillis(atSeconds(1, 1), 0, 16, false)).toBeGreaterThan(0);
  });

  it("ends at the last step", () => {
    expect(showMillis(atSeconds(0, 1), 1, 1, false)).toBeUndefined();
  });
});

describe("stepForKey()", () => {
  it.each([
    ["ArrowRight", 5],
    ["ArrowLeft", 3],
    ["Home", 0],
    ["End", 9],
    ["PageDown", 9],
    ["PageUp", 0],
    ["x", undefined],
  ])("leads with %s from 4 of 10 to %s", (key, target) => {
    expect(stepForKey(key, 4, 10)).toBe(target);
  });

  it("stays within a session without steps", () => {
    expect(stepForKey("End", 0, 0)).toBe(0);
  });
});

it("stepLabel() says that a step failed", () => {
  expect(stepLabel(madeUpConversation().steps, 5)).toBe("Step 6 of 8: tool refund, failed");
});

describe("contextGrowth()", () => {
  it("has a mark for each model call, relative to the largest", () => {
    const marks = contextGrowth(madeUpConversation().steps);
    expect(marks.map(({ step }) => step)).toEqual([1, 4, 6]);
    expect(marks.map(({ share }) => share)).toEqual([0.5, 0.75, 1]);
  });

  it("has no largest context below 1", () => {
    expect(largestContext([])).toBe(1);
    expect(largestContext(madeUpConversation().steps)).toBe(2_400);
  });

  it("says where the context shrank", () => {
    const call = (index: number, contextTokens: number) =>
      madeUpStep(index, { inputTokens: 1, running: { ...madeUpStep(0).running, contextTokens } });
    expect(contextGrowth([call(0, 900), call(1, 100), call(2, 100)]).map(({ shrank }) => shrank)).toEqual([
      false,
      true,
      false,
    ]);
  });
});
