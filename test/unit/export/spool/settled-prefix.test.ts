import { describe, expect, it } from "vitest";
import { SettledPrefix } from "../../../../src/export/spool/settled-prefix.ts";

describe("the settled prefix of a segment", () => {
  it("moves over what is settled from the start without a gap, and knows each record once", () => {
    const prefix = new SettledPrefix(7);
    const [first = -1, second = -1, third = -1] = [10, 20, 30].map((end) => prefix.add(end));
    expect(prefix.settle(second)).toBe(true);
    expect([prefix.offset, prefix.outstanding]).toEqual([7, 2]);
    expect(prefix.settle(first)).toBe(true);
    expect([prefix.offset, prefix.outstanding]).toEqual([20, 1]);
    expect([first, second, third + 1].map((number) => prefix.settle(number))).toEqual([false, false, false]);
    expect(prefix.settle(third)).toBe(true);
    expect([prefix.offset, prefix.outstanding]).toEqual([30, 0]);
  });

  it("tells the same as a plain list however many are handed out and in whatever order they are settled", () => {
    const prefix = new SettledPrefix(0);
    const settled: boolean[] = [];
    let seed = 1;
    const random = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    let lowest = 0;
    for (let turn = 0; turn < 30_000; turn++) {
      if (random(2) === 0) {
        expect(prefix.add(settled.length + 1)).toBe(settled.length);
        settled.push(false);
      } else if (settled.length > 0) {
        // Near the oldest mostly, so that the prefix moves a long way.
        const number = Math.min(settled.length - 1, Math.max(0, lowest - 2) + random(6));
        expect(prefix.settle(number)).toBe(settled[number] === false);
        settled[number] = true;
      }
      while (settled[lowest] === true) lowest += 1;
      expect(prefix.offset).toBe(lowest);
    }
    expect(lowest).toBeGreaterThan(3_000);
    expect(prefix.outstanding).toBe(settled.filter((done) => !done).length);
  });

  it("settles as many as are handed out at once in time that grows with their number", () => {
    const millisFor = (count: number): number => {
      const prefix = new SettledPrefix(0);
      for (let end = 1; end <= count; end++) prefix.add(end);
      const started = performance.now();
      for (let number = 0; number < count; number++) prefix.settle(number);
      return performance.now() - started;
    };
    millisFor(20_000);
    // A list that moves up for each record takes seconds for these.
    expect(millisFor(100_000)).toBeLessThan(500);
  });
});
