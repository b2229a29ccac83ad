import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LoopHistory } from "../../../../src/monitor/loops/loop-history.ts";

/** What is found at each call, where something is. */
function found(calls: readonly (number | undefined)[], options = {}): string[] {
  const history = new LoopHistory(options);
  return calls.flatMap((call, index) => {
    const loop = history.call(call);
    return loop === undefined ? [] : [`${index + 1}: ${loop.kind} ${loop.count}`];
  });
}

const times = (cycle: readonly number[], count: number): number[] => Array.from({ length: count }, () => cycle).flat();

describe("the history of an agent", () => {
  it("finds the same call again and again, and says so when it is twice as long", () => {
    expect(found(times([7], 13))).toEqual(["3: identical_calls 3", "6: identical_calls 6", "12: identical_calls 12"]);
  });

  it("finds cycles of two to four calls", () => {
    expect(found(times([1, 2], 6))).toEqual(["6: alternating_calls 3", "12: alternating_calls 6"]);
    expect(found(times([1, 2, 3], 3))).toEqual(["9: alternating_calls 3"]);
    expect(found(times([1, 2, 3, 4], 3))).toEqual(["12: alternating_calls 3"]);
    expect(found([9, 8, ...times([1, 1, 2], 3)])).toEqual(["11: alternating_calls 3"]);
  });

  it("tells of a cycle each time it is twice as long, however long that is, and of none in between", () => {
    expect(found(times([1, 2], 60), { cycles: 2 })).toEqual(
      [2, 4, 8, 16, 32].map((count) => `${2 * count}: alternating_calls ${count}`),
    );
    expect(found(times([1, 2, 3, 4], 60), { cycles: 20, staleCalls: 1_000 })).toEqual([
      "80: alternating_calls 20",
      "160: alternating_calls 40",
    ]);
  });

  it("finds calls that were all made before, in whatever order", () => {
    expect(found([1, 2, 3, 4, 5, 2, 1, 4, 3, 5, 3, 2, 4, 1, 5])).toEqual(["15: no_progress 10"]);
  });

  it("takes a call without a signature for one that is like no other", () => {
    expect(found(Array.from({ length: 40 }, () => undefined))).toEqual([]);
    expect(found([1, undefined, 1, undefined, 1, undefined, 1, undefined])).toEqual([]);
    expect(found([undefined, 1, 1, 1])).toEqual(["4: identical_calls 3"]);
  });

  it("finds nothing in calls that are all new, nor in one that comes back now and then", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (count) => {
        expect(found(Array.from({ length: count }, (_, index) => index))).toEqual([]);
        expect(found(Array.from({ length: count }, (_, index) => (index % 3 === 0 ? -1 : index)))).toEqual([]);
      }),
    );
  });

  it("never says identical calls without as many of them", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 120 }), (calls) => {
        const history = new LoopHistory();
        calls.forEach((call, index) => {
          const loop = history.call(call);
          if (loop?.kind !== "identical_calls") return;
          expect(calls.slice(index + 1 - loop.count, index + 1)).toEqual(Array(loop.count).fill(call));
        });
      }),
    );
  });

  it("knows an answer that is given again", () => {
    const history = new LoopHistory({ repeatedOutputs: 2 });
    expect(history.output(1)).toBeUndefined();
    expect(history.output(1)).toEqual({ kind: "repeated_output", count: 2 });
    expect(history.output(2)).toBeUndefined();
    expect(history.output(1)).toBeUndefined();
  });

  it("takes limits of its own", () => {
    expect(found(times([7], 5), { identicalCalls: 5 })).toEqual(["5: identical_calls 5"]);
    expect(found(times([1, 2], 4), { cycles: 4 })).toEqual(["8: alternating_calls 4"]);
  });
});
