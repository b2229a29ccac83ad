import { describe, expect, test } from "vitest";
import { around, formatTick, panned, ticks, zoomed } from "../../../../src/inspector/page/trace/time-window.ts";

describe("zoomed()", () => {
  test("keeps the time under the pointer where it is", () => {
    expect(zoomed({ fromUs: 0, toUs: 1000 }, 0.5, 250, 1000)).toEqual({ fromUs: 125, toUs: 625 });
  });

  test("never leaves the whole", () => {
    expect(zoomed({ fromUs: 900, toUs: 1000 }, 100, 950, 1000)).toEqual({ fromUs: 0, toUs: 1000 });
  });

  test("stops at ten microseconds", () => {
    const { fromUs, toUs } = zoomed({ fromUs: 0, toUs: 20 }, 0.001, 10, 1000);
    expect(toUs - fromUs).toBe(10);
  });
});

test("panned() stops at the end", () => {
  expect(panned({ fromUs: 700, toUs: 900 }, 1, 1000)).toEqual({ fromUs: 800, toUs: 1000 });
});

test("around() leaves a margin on both sides", () => {
  expect(around(400, 100, 1000)).toEqual({ fromUs: 390, toUs: 510 });
});

describe("formatTick()", () => {
  test.each([
    [0, 7_500_000, ["0", "2 s", "4 s", "6 s"]],
    [49_860_000, 50_055_000, ["49.90 s", "49.95 s", "50.00 s", "50.05 s"]],
    [0, 900, ["0", "200 µs", "400 µs", "600 µs", "800 µs"]],
    [10_000, 17_000, ["10 ms", "12 ms", "14 ms", "16 ms"]],
    [0, 15 * 3600e6, ["0", "3 h", "6 h", "9 h", "12 h", "15 h"]],
  ])("tells the times from %d to %d apart", (fromUs, toUs, texts) => {
    expect(ticks({ fromUs, toUs }).map((us) => formatTick(us, { fromUs, toUs }))).toEqual(texts);
  });
});

describe("ticks()", () => {
  test("are round and within the window", () => {
    expect(ticks({ fromUs: 130, toUs: 1130 })).toEqual([200, 400, 600, 800, 1000]);
  });

  test("are none where there is no time", () => {
    expect(ticks({ fromUs: 5, toUs: 5 })).toEqual([]);
  });
});
