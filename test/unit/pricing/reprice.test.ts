import { describe, expect, it } from "vitest";
import { estimateCost } from "../../../src/pricing/estimate-cost.ts";
import { reprice } from "../../../src/pricing/reprice.ts";

const usage = { inputTokens: 1_000_000, outputTokens: 0 };

describe("estimateCost()", () => {
  it("loads the table by itself", async () => {
    expect(await estimateCost({ provider: "anthropic", model: "claude-opus-5", usage })).toMatchObject({ usd: 5 });
  });
});

describe("reprice()", () => {
  it("prices each record at its own start and says what changes", async () => {
    const results = await reprice([
      { provider: "openai", model: "o3", usage, startTime: Date.parse("2025-06-09"), recordedUsd: 2, id: "a" },
      { provider: "openai", model: "o3", usage, startTime: new Date("2025-06-10"), recordedUsd: 2, id: "b" },
      { provider: "openai", model: "o3", usage, startTime: "2025-06-09T00:00:00Z", recordedUsd: 2, id: "as in JSON" },
      { provider: "openai", model: "gpt-9", usage, startTime: 0, recordedUsd: 1, id: "c" },
      { provider: "openai", model: "gpt-5", usage, startTime: 1.78e12, id: "d" },
    ]);
    expect(results.map(({ record, before, after, change }) => [record.id, before, after.usd, change])).toEqual([
      ["a", 2, 10, 8],
      ["b", 2, 2, 0],
      ["as in JSON", 2, 10, 8],
      ["c", 1, undefined, undefined],
      ["d", undefined, 1.25, undefined],
    ]);
  });
});
