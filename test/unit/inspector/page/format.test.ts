import { describe, expect, test } from "vitest";
import {
  formatAgo,
  formatCount,
  formatDuration,
  formatMoney,
  formatShare,
} from "../../../../src/inspector/page/ui/format.ts";
import { describeTokens, tokenParts } from "../../../../src/inspector/page/ui/token-bar.ts";

test.each([
  [0, "$0"],
  [0.0000421, "$0.000042"],
  [0.00123, "$0.0012"],
  [0.0123, "$0.012"],
  [1.234, "$1.23"],
  [0.9999, "$1.00"],
  [12345.6, "$12,346"],
  [-0.5, "-$0.500"],
])("formatMoney(%d) is %s", (usd, text) => expect(formatMoney(usd)).toBe(text));

test.each([
  [0, "0"],
  [999, "999"],
  [1000, "1k"],
  [12_345, "12.3k"],
  [999_960, "1M"],
  [4_560_000, "4.56M"],
])("formatCount(%d) is %s", (count, text) => expect(formatCount(count)).toBe(text));

test.each([
  [0, "0 µs"],
  [999.6, "1 ms"],
  [12_340, "12.3 ms"],
  [999_600, "1 s"],
  [4_560_000, "4.56 s"],
  [59_999_000, "1 min"],
  [200_000_000, "3 min 20 s"],
  [7_500_000_000, "2 h 5 min"],
])("formatDuration(%d) is %s", (us, text) => expect(formatDuration(us)).toBe(text));

test("formatAgo() takes a clock that is behind for now", () => {
  expect(formatAgo(5e6, 1e6)).toBe("now");
  expect(formatAgo(0, 7200e6)).toBe("2 h ago");
});

test("formatShare() never calls something nothing", () => {
  expect([formatShare(0, 10), formatShare(1, 1000), formatShare(1, 3), formatShare(1, 0)]).toEqual([
    "0%",
    "<1%",
    "33%",
    "0%",
  ]);
});

describe("tokenParts()", () => {
  const counts = { inputTokens: 100, outputTokens: 30, cacheReadTokens: 60, cacheWriteTokens: 10, reasoningTokens: 20 };

  test("adds up to all tokens", () => {
    expect(tokenParts(counts).map(({ count }) => count)).toEqual([30, 60, 10, 10, 20]);
    expect(describeTokens(counts)).toMatch(/^130 tokens: 30 input, 60 read from cache/);
  });

  test("never shows less than nothing where a sender counts the cache beside the input", () => {
    expect(tokenParts({ ...counts, inputTokens: 50 }).map(({ count }) => count)).toEqual([0, 50, 0, 10, 20]);
    expect(tokenParts({ ...counts, reasoningTokens: 900 })[3]?.count).toBe(0);
  });
});
