import { describe, expect, it } from "vitest";
import { HISTORIES } from "../../../../bench/monitors/histories.ts";
import { simulate } from "../../../../bench/monitors/simulate.ts";

describe("a simulated week", () => {
  it.each(HISTORIES)(
    "has hardly a false alarm of the monitor of $monitor, which finds what changed",
    (history) => {
      const { judged, alarmsAWeek, found } = simulate(history, { perHour: 240, weeks: 1, trials: 3 }, 5);
      expect(judged).toBeGreaterThan(0.8);
      expect(alarmsAWeek).toBeLessThanOrEqual(2);
      for (const { hours } of found) {
        expect(hours.length).toBeGreaterThanOrEqual(2);
        for (const after of hours) expect(after).toBeGreaterThan(0);
      }
    },
    60_000,
  );
});
