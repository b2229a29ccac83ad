import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { align } from "../../../../src/inspector/steps/diff.ts";

const words = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 14 });

/** The length of the longest common subsequence, by the textbook. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const row = table[i] as number[];
      const below = table[i + 1] as number[];
      row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return table[0]?.[0] ?? 0;
}

describe("align()", () => {
  it("shows every element of both once and in order, and only equal ones side by side, however few differences it may look at", () => {
    fc.assert(
      fc.property(words, words, fc.constantFrom(1, 2, 5, 1_000), (a, b, maxEdits) => {
        const rows = align(a, b, maxEdits);
        expect(rows.filter((row) => row.a >= 0).map((row) => row.a)).toEqual([...a.keys()]);
        expect(rows.filter((row) => row.b >= 0).map((row) => row.b)).toEqual([...b.keys()]);
        for (const row of rows) if (row.a >= 0 && row.b >= 0) expect(a[row.a]).toBe(b[row.b]);
      }),
    );
  });

  it("finds the longest common subsequence", () => {
    fc.assert(
      fc.property(words, words, (a, b) => {
        const pairs = align(a, b).filter((row) => row.a >= 0 && row.b >= 0);
        expect(pairs.length).toBe(longestCommon(a, b));
      }),
    );
  });

  it("shifts nothing because of one step more", () => {
    expect(align(["x", "y", "z"], ["x", "new", "y", "z"])).toEqual([
      { a: 0, b: 0 },
      { a: -1, b: 1 },
      { a: 1, b: 2 },
      { a: 2, b: 3 },
    ]);
  });

  it("comes to an end with two long runs that have little in common", () => {
    const run = (word: string) =>
      Array.from({ length: 10_000 }, (_, index) => (index % 7 === 0 ? "tool" : `${word}${index}`));
    const rows = align(run("a"), run("b"));
    expect(rows.filter((row) => row.a >= 0).length).toBe(10_000);
    expect(rows.filter((row) => row.b >= 0).length).toBe(10_000);
  });
});
