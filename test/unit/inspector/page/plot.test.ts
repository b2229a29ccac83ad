import { describe, expect, it, vi } from "vitest";
import {
  bandPath,
  labelPlace,
  linePath,
  scaleOf,
  timeTicks,
  valueTicks,
} from "../../../../src/inspector/page/dashboard/plot.ts";

const same = (value: number): number => value;
const down = scaleOf(0, 10, 100, 0);

describe("valueTicks()", () => {
  it.each([
    [0, 1.73, [0, 0.5, 1, 1.5, 2]],
    [0, 87, [0, 20, 40, 60, 80, 100]],
    [0, 6_100_000, [0, 2e6, 4e6, 6e6, 8e6]],
    [-3, 4, [-4, -2, 0, 2, 4]],
    [0, 0.2, [0, 0.05, 0.1, 0.15000000000000002, 0.2]],
  ])("of %d to %d are %j", (low, high, ticks) => {
    expect(valueTicks(low, high)).toEqual(ticks);
  });

  it("of nothing are two, so that there is a scale", () => {
    expect(valueTicks(0, 0).length).toBeGreaterThanOrEqual(2);
  });
});

describe("timeTicks()", () => {
  it.each([60e6, 3_600e6, 86_400e6, 7 * 86_400e6, 30 * 86_400e6])("of %d us are even and not too many", (length) => {
    const from = 1_790_000_123_456_789;
    const ticks = timeTicks(from, from + length, 8);
    expect(ticks.length).toBeGreaterThanOrEqual(2);
    expect(ticks.length).toBeLessThanOrEqual(9);
    for (const tick of ticks) {
      expect(new Date(tick / 1_000).getMilliseconds()).toBe(0);
      expect(tick).toBeGreaterThanOrEqual(from);
      expect(tick).toBeLessThanOrEqual(from + length);
    }
  });

  it("of days are at midnight", () => {
    for (const tick of timeTicks(1_790_000_123_456_789, 1_790_000_123_456_789 + 7 * 86_400e6, 8))
      expect(new Date(tick / 1_000).getHours()).toBe(0);
  });

  it.each([
    ["America/New_York", "2026-03-08", [0]],
    ["America/New_York", "2026-11-01", [0]],
    ["Pacific/Chatham", "2026-04-05", [0]],
    // Its day begins at one o'clock when summer time does.
    ["America/Santiago", "2026-09-06", [0, 1]],
  ])("are as the clock of %s has it after %s", (zone, day, hours) => {
    vi.stubEnv("TZ", zone);
    const from = Date.parse(day) * 1_000 - 2 * 86_400e6;
    const seen = timeTicks(from, from + 7 * 86_400e6, 8).map((tick) => new Date(tick / 1_000).getHours());
    expect(seen).toHaveLength(7);
    expect(new Set(seen)).toEqual(new Set(hours));
    for (const tick of timeTicks(from, from + 3 * 86_400e6, 8))
      expect([0, 1, 12]).toContain(new Date(tick / 1_000).getHours());
  });
});

describe("labelPlace()", () => {
  it.each([
    [250, 250],
    [495, 480],
    [500, 480],
    [3, 20],
  ])("of a label at %d is %d, where it is whole", (x, place) => {
    expect(labelPlace(x, 40, 0, 500)).toBe(place);
  });
});

describe("linePath()", () => {
  it("breaks where there is no value, and makes a dot of one alone", () => {
    expect(linePath([1, 2, null, 3, null], same, down)).toBe("M0 90L1 80M3 70h0");
    expect(linePath([null, null], same, down)).toBe("");
  });
});

describe("bandPath()", () => {
  it("goes along the lower line and back along the upper", () => {
    expect(bandPath([1, 2, 3, null], [3, 4, null, 5], same, down)).toBe("M0 90L1 80L1 60L0 70Z");
  });
});
