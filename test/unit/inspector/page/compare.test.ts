import { describe, expect, it, onTestFinished, vi } from "vitest";
import { countChanges, nextDifference, totalsOf } from "../../../../src/inspector/page/compare/differences.ts";
import { differenceOfLines, nearChanges } from "../../../../src/inspector/page/compare/line-difference.ts";
import { textOfDifference } from "../../../../src/inspector/page/compare/step-text.ts";
import { differences } from "../../../../src/inspector/steps/differences.ts";
import { madeUpConversation, madeUpSession, madeUpStep, said } from "../../../support/inspector/made-up-session.ts";

const asText = (before: string, after: string): string =>
  differenceOfLines(before, after)
    .map(({ change, text }) => ({ same: " ", removed: "-", added: "+" })[change] + text)
    .join("|");

describe("differenceOfLines()", () => {
  it.each([
    ["", "", ""],
    ["a", "a", " a"],
    ["", "a\nb", "+a|+b"],
    ["a\nb", "", "-a|-b"],
    ["a\nb\nc", "a\nx\nc", " a|-b|+x| c"],
    ["a\nb\nc\nd", "b\nc\nd\ne", "-a| b| c| d|+e"],
    ["a\na", "a", " a|-a"],
  ])("of %j and %j is %j", (before, after, expected) => {
    expect(asText(before, after)).toBe(expected);
  });

  it("of anything gives both texts back", () => {
    let seed = 7;
    const next = (): number => (seed = (seed * 48_271) % 2_147_483_647);
    for (let round = 0; round < 200; round++) {
      const text = (): string => Array.from({ length: next() % 12 }, () => "abcd"[next() % 4]).join("\n");
      const [before, after] = [text(), text()];
      const lines = differenceOfLines(before, after);
      const without = (change: string): string =>
        lines
          .filter((line) => line.change !== change)
          .map((line) => line.text)
          .join("\n");
      expect([without("added"), without("removed")]).toEqual([before, after]);
    }
  });

  it("of two texts of 50,000 lines that share none looks at no more than 300 places for each line", () => {
    const most = 300 * 100_000;
    let places = 0;
    // How far each way leads is kept in these: one place for each way that is looked at.
    class CountedPlaces extends Int32Array {
      constructor(length: number) {
        places += length;
        if (places > most) throw new Error("the search has no end");
        super(length);
      }
    }
    vi.stubGlobal("Int32Array", CountedPlaces);
    onTestFinished(() => void vi.unstubAllGlobals());
    const text = (offset: number): string => Array.from({ length: 50_000 }, (_, at) => at * 2 + offset).join("\n");
    expect(differenceOfLines(text(0), text(1))).toHaveLength(100_000);
    expect(places).toBeGreaterThan(100_000);
  });
});

it("nearChanges() leaves out what is far from a change", () => {
  const lines = differenceOfLines("1\n2\n3\n4\n5\n6", "1\n2\n3\n4\nx\n6");
  expect(nearChanges(lines, 1).map((line) => line?.text ?? null)).toEqual([null, "4", "5", "x", "6"]);
});

describe("nextDifference()", () => {
  const rows = (["same", "changed", "same", "only-b"] as const).map((change) => ({
    change,
    a: null,
    b: null,
    differs: [],
  }));

  it("goes around in both directions", () => {
    expect([nextDifference(rows, -1, 1), nextDifference(rows, 1, 1), nextDifference(rows, 3, 1)]).toEqual([1, 3, 1]);
    expect([nextDifference(rows, 3, -1), nextDifference(rows, 1, -1)]).toEqual([1, 3]);
  });

  it("finds none in equal runs", () => {
    expect(nextDifference(rows.slice(0, 1), 0, 1)).toBe(-1);
    expect(nextDifference([], -1, 1)).toBe(-1);
  });

  it("is among those that are counted", () => {
    expect(countChanges(rows)).toEqual({ same: 2, changed: 1, "only-a": 0, "only-b": 1 });
  });
});

it("totalsOf() has no relative change from zero", () => {
  const totals = totalsOf({
    a: madeUpSession({ errors: 0, costUsd: 0.01 }),
    b: madeUpSession({ errors: 2, costUsd: 0.015 }),
  });
  expect(totals.find(({ label }) => label === "Errors")).toMatchObject({ a: 0, b: 2, change: undefined });
  expect(totals.find(({ label }) => label === "Cost")?.change).toBeCloseTo(0.5);
});

it("totalsOf() judges everything but what came from a cache", () => {
  const totals = totalsOf({ a: madeUpSession({ cacheReadTokens: 10 }), b: madeUpSession({ cacheReadTokens: 5 }) });
  expect(totals.filter(({ isBurden }) => !isBurden).map(({ label }) => label)).toEqual(["from cache"]);
});

describe("textOfDifference()", () => {
  const { steps } = madeUpConversation();

  it("is indented JSON of arguments, and nothing for a step that is not there", () => {
    expect(textOfDifference("arguments", steps[2] ?? null)).toBe('{\n  "query": "invoice",\n  "limit": 5\n}');
    expect(textOfDifference("arguments", null)).toBe("");
  });

  it("knows everything in which the server finds steps different", () => {
    const whole = {
      ...madeUpStep(0),
      arguments: "a",
      result: "r",
      input: [said("user", "i")],
      output: [said("assistant", "o")],
      system: "s",
      model: "m",
      failed: true,
      decision: { type: "d", choice: "c", options: [], confidence: null },
      outcome: "success",
      inputTokens: 1,
    };
    const other = madeUpStep(1, { model: null });
    for (const what of differences(whole, other)) expect(textOfDifference(what, whole), what).not.toBe("");
    expect(differences(whole, other)).toHaveLength(10);
  });

  it("names the tools that a model asked for", () => {
    expect(textOfDifference("output", steps[1] ?? null)).toContain("-> search");
  });

  it("says why a step failed, and nothing of one that did not", () => {
    expect(textOfDifference("error", steps[5] ?? null)).toBe("PermissionDenied");
    expect(textOfDifference("error", madeUpStep(0))).toBe("");
  });
});
