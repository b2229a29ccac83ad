import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WaitTime } from "../../../src/record/wait-time.ts";

const interval = fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 60 }));

/** Each millisecond looked at on its own. */
function counted(intervals: readonly (readonly [number, number])[], until: number): number {
  let sum = 0;
  for (let at = 0; at < until; at += 1) {
    if (intervals.some(([start, length]) => at >= start && at < start + length)) sum += 1;
  }
  return sum;
}

describe("WaitTime", () => {
  it("is the union of its intervals up to a time, in whatever order they are told", () => {
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 12 }), fc.integer({ min: 0, max: 400 }), (intervals, until) => {
        const waits = new WaitTime();
        for (const [start] of intervals) waits.started(start);
        let added = 0;
        for (const [start, length] of intervals) added += waits.ended(start, start + length);
        expect(waits.until(until)).toBe(counted(intervals, until));
        expect(added).toBe(counted(intervals, 400));
      }),
    );
  });

  it("counts open waits until the time asked for", () => {
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 6 }), fc.array(interval, { maxLength: 6 }), (over, open) => {
        const waits = new WaitTime();
        for (const [start] of open) waits.started(start);
        for (const [start, length] of over) {
          waits.started(start);
          waits.ended(start, start + length);
        }
        const all = [...over, ...open.map(([start]) => [start, 1_000] as const)];
        expect(waits.until(500)).toBe(counted(all, 500));
      }),
    );
  });

  it("adds up far more waits than it keeps apart", () => {
    const waits = new WaitTime();
    for (let index = 0; index < 5_000; index += 1) {
      waits.started(index * 10);
      waits.ended(index * 10, index * 10 + 4);
    }
    expect(waits.until(100_000)).toBe(20_000);
  });
});
