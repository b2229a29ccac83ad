import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkUsage, USAGE_FIELDS } from "../../../src/semconv/usage.ts";

describe("checkUsage()", () => {
  it("keeps what a provider reports", () => {
    const usage = { inputTokens: 100, outputTokens: 20, cacheReadTokens: 40, reasoningTokens: 5 };
    expect(checkUsage(usage)).toEqual({ usage, mended: [] });
  });

  it("raises the input total to the cached tokens it must include", () => {
    const { usage, mended } = checkUsage({ inputTokens: 10, cacheReadTokens: 100, cacheWriteTokens: 5 });
    expect(usage.inputTokens).toBe(105);
    expect(mended).toEqual(["inputTokens"]);
  });

  it("raises what was written to a cache to the sum of its lifetimes, which alone is no fault", () => {
    const split = { inputTokens: 100, cacheWrite5mTokens: 20, cacheWrite1hTokens: 10 };
    expect(checkUsage(split)).toMatchObject({ usage: { cacheWriteTokens: 30 }, mended: [] });
    expect(checkUsage({ ...split, cacheWriteTokens: 25 })).toMatchObject({
      usage: { cacheWriteTokens: 30 },
      mended: ["cacheWriteTokens"],
    });
  });

  it("lowers reasoning to the output total", () => {
    const { usage, mended } = checkUsage({ outputTokens: 10, reasoningTokens: 11 });
    expect(usage.reasoningTokens).toBe(10);
    expect(mended).toEqual(["reasoningTokens"]);
  });

  it("counts audio that was read from a cache into the totals around it", () => {
    const { usage } = checkUsage({ audioCacheReadTokens: 4 });
    expect(usage).toMatchObject({ inputTokens: 4, cacheReadTokens: 4 });
  });

  it("takes the sum of what was read from a cache by kind for a total that is missing, and of output beside its reasoning", () => {
    const { usage, mended } = checkUsage({
      textCacheReadTokens: 4,
      imageCacheReadTokens: 20,
      textOutputTokens: 5,
      imageOutputTokens: 7,
      reasoningTokens: 3,
    });
    expect(usage).toMatchObject({ inputTokens: 24, cacheReadTokens: 24, outputTokens: 12, reasoningTokens: 3 });
    expect(mended).toEqual([]);
  });

  it("drops counts that are no counts and names them", () => {
    const { usage, mended } = checkUsage({ inputTokens: -1, outputTokens: Number.NaN, cacheReadTokens: "7" });
    expect(usage).toEqual({});
    expect(mended).toEqual(["inputTokens", "outputTokens", "cacheReadTokens"]);
  });

  it("survives anything and always holds the invariants", () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.record(Object.fromEntries(USAGE_FIELDS.map((f) => [f, fc.anything()]))),
    );
    const counts = fc.record(
      Object.fromEntries(USAGE_FIELDS.map((f) => [f, fc.option(fc.double(), { nil: undefined })])),
    );
    fc.assert(
      fc.property(fc.oneof(anything, counts), (reported) => {
        const { usage } = checkUsage(reported);
        const input = usage.inputTokens ?? 0;
        expect((usage.cacheReadTokens ?? 0) + (usage.cacheWriteTokens ?? 0)).toBeLessThanOrEqual(input);
        expect(usage.reasoningTokens ?? 0).toBeLessThanOrEqual(usage.outputTokens ?? 0);
        for (const value of Object.values(usage)) expect(Number.isSafeInteger(value) && value >= 0).toBe(true);
      }),
    );
  });
});
