import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Heights } from "../../../../src/inspector/page/ui/heights.ts";

describe("Heights", () => {
  test("guesses what has not been seen", () => {
    const heights = new Heights(50);
    heights.resize(4);
    expect([heights.top(0), heights.top(2), heights.top(4)]).toEqual([0, 100, 200]);
    expect(heights.set(1, 80)).toBe(30);
    expect([heights.top(1), heights.top(2), heights.top(4)]).toEqual([50, 130, 230]);
  });

  test("finds the item at a distance, and the last one behind the end", () => {
    const heights = new Heights(50);
    heights.resize(3);
    heights.set(0, 10);
    expect([0, 9, 10, 59, 60, 1e9].map((distance) => heights.at(distance))).toEqual([0, 0, 1, 1, 2, 2]);
  });

  test("says once that something changed", () => {
    const heights = new Heights(50);
    heights.resize(1);
    heights.set(0, 50.2);
    expect(heights.isChanged()).toBe(false);
    heights.set(0, 60);
    expect([heights.isChanged(), heights.isChanged()]).toEqual([true, false]);
  });

  test("always adds up, whatever is measured and added", () => {
    const change = fc.oneof(
      fc.record({ count: fc.nat(40) }),
      fc.record({ index: fc.nat(40), height: fc.integer({ min: 1, max: 300 }) }),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const heights = new Heights(20);
        let known: number[] = [];
        for (const step of changes) {
          if ("count" in step) {
            heights.resize(step.count);
            known = Array.from({ length: step.count }, (_, index) => known[index] ?? 20);
          } else {
            heights.set(step.index, step.height);
            if (step.index < known.length && Math.abs((known[step.index] ?? 0) - step.height) >= 0.5)
              known[step.index] = step.height;
          }
          expect(heights.top(known.length)).toBe(known.reduce((sum, height) => sum + height, 0));
        }
      }),
    );
  });
});
