import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { counted, formatCount, formatDuration, formatUsd } from "../../../src/internal/format.ts";

describe("formatDuration()", () => {
  it.each([
    [0, "0 ms"],
    [0.0004, "0 ms"],
    [0.4, "400 µs"],
    [0.9994, "999 µs"],
    [0.9996, "1 ms"],
    [999.4, "999 ms"],
    [999.6, "1.0 s"],
    [1000, "1.0 s"],
    [59_940, "59.9 s"],
    [59_960, "1 min 0 s"],
    [119_700, "2 min 0 s"],
    [125_000, "2 min 5 s"],
    [3_600_000, "60 min 0 s"],
    [-5, "0 ms"],
    [Number.NaN, "0 ms"],
  ])("says %d as %s", (millis, text) => {
    expect(formatDuration(millis)).toBe(text);
  });
});

describe("formatUsd()", () => {
  it.each([
    [0, "$0"],
    [0.000048, "$0.000048"],
    [1.23e-7, "$0.00000012"],
    [1e-12, "$0.000000000001"],
    [0.00312, "$0.0031"],
    [0.2345678, "$0.2346"],
    [12.345, "$12.35"],
    [1_234_567.891, "$1234567.89"],
  ])("says %d as %s", (usd, text) => {
    expect(formatUsd(usd)).toBe(text);
  });

  it("never says a cost of something as nothing, nor with an exponent", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-15, max: 1e6, noNaN: true }), (usd) => {
        const text = formatUsd(usd);
        expect(text).toMatch(/^\$\d+(\.\d+)?$/);
        expect(Number(text.slice(1))).toBeGreaterThan(0);
      }),
    );
  });
});

describe("formatCount()", () => {
  it.each([
    [0, "0"],
    [999, "999"],
    [1000, "1,000"],
    [1_234_567, "1,234,567"],
  ])("says %d as %s", (count, text) => {
    expect(formatCount(count)).toBe(text);
  });
});

describe("counted()", () => {
  it("has the word in the number of the count", () => {
    expect([0, 1, 2, 1_000].map((count) => counted(count, "call"))).toEqual([
      "0 calls",
      "1 call",
      "2 calls",
      "1,000 calls",
    ]);
  });
});
