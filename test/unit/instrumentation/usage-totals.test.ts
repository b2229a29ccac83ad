import { describe, expect, it } from "vitest";
import { minus, modelTotals, share, split } from "../../../src/instrumentation/claude-agent-sdk/usage-totals.ts";

describe("share()", () => {
  it.each([
    [10, [1, 1, 1], [3, 4, 3]],
    [7, [0, 0], [4, 3]],
    [100, [90, 10], [90, 10]],
    [0, [5], [0]],
    [5, [], []],
  ])("shares %i out by %j, and loses none", (tokens, weights, parts) => {
    const shared = share(tokens, weights);
    expect(shared.reduce((sum, part) => sum + part, 0)).toBe(weights.length === 0 ? 0 : tokens);
    expect(shared).toEqual(parts);
  });
});

describe("minus()", () => {
  it("never goes below zero", () => {
    const [small] = modelTotals({ m: { inputTokens: 5, outputTokens: 1 } }).values();
    const [large] = modelTotals({ m: { inputTokens: 3, outputTokens: 9 } }).values();
    if (small === undefined || large === undefined) throw new Error("no totals");
    expect(minus(small, large)).toMatchObject({ inputTokens: 2, outputTokens: 0 });
  });
});

describe("split()", () => {
  it.each([0, 1, 2, 3, 7])("loses no token among %i", (ways) => {
    const [totals] = modelTotals({ m: { inputTokens: 5, outputTokens: 11, cacheReadInputTokens: 100 } }).values();
    if (totals === undefined) throw new Error("no totals");
    const parts = split(totals, ways);
    expect(parts).toHaveLength(ways);
    const left = minus(totals, ...parts);
    expect(left.inputTokens + left.outputTokens + left.cacheReadTokens).toBe(ways === 0 ? 116 : 0);
    expect(parts.reduce((sum, { outputTokens }) => sum + outputTokens, 0)).toBe(ways === 0 ? 0 : 11);
  });
});

it("reads no totals from what has none", () => {
  expect([modelTotals(undefined), modelTotals(null), modelTotals("x")]).toEqual([new Map(), new Map(), new Map()]);
});
