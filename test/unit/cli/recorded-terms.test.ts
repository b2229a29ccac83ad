import { describe, expect, it } from "vitest";
import { recordedTerms } from "../../../src/cli/reprice/recorded-terms.ts";

describe("recordedTerms()", () => {
  it("finds what the provider's tools used", () => {
    const terms = recordedTerms([
      ["agentscribe.usage.file_searches", 2],
      ["agentscribe.image_generation.model", "gpt-image-1"],
      ["agentscribe.image_generation.input_tokens", 2000],
      ["agentscribe.image_generation.output_tokens", 4160],
    ]);
    expect(terms).toEqual({
      usage: { fileSearches: 2 },
      imageGeneration: { model: "gpt-image-1", usage: { inputTokens: 2000, outputTokens: 4160 } },
    });
  });

  it("finds what an advisor used, and the reason of what nothing counts", () => {
    const terms = recordedTerms([
      ["agentscribe.advisor.model", "claude-opus-5"],
      ["agentscribe.advisor.input_tokens", 50_000],
      ["agentscribe.advisor.cache_read.input_tokens", 400],
      ["agentscribe.advisor.output_tokens", 5_000],
      ["agentscribe.cost.reason", "connectors_unpriced"],
    ]);
    expect(terms).toEqual({
      usage: {},
      advice: {
        model: "claude-opus-5",
        usage: { inputTokens: 50_000, cacheReadTokens: 400, outputTokens: 5_000 },
      },
      uncounted: "connectors_unpriced",
    });
  });

  it("finds tier and place, and has the reason tell them where nothing else does", () => {
    const reason = (text: string) => ["agentscribe.cost.reason", text] as const;
    expect(
      recordedTerms([
        ["agentscribe.service_tier", "flex"],
        ["agentscribe.response.region", "us"],
      ]),
    ).toEqual({ usage: {}, serviceTier: "flex", region: "us" });
    expect(recordedTerms([["anthropic.response.service_tier", "batch"]])).toEqual({ usage: {}, serviceTier: "batch" });
    expect(recordedTerms([reason("tier_unpriced:scale")])).toEqual({ usage: {}, serviceTier: "scale" });
    expect(recordedTerms([reason("region_unpriced:eu")])).toEqual({ usage: {}, region: "eu" });
    expect(recordedTerms([reason("usage_incomplete")])).toEqual({ usage: {}, usageIncomplete: true });
  });

  it("knows images of which only the reason tells, and none where nothing does", () => {
    expect(recordedTerms([["agentscribe.cost.reason", "no_image_generation_price"]])).toEqual({
      usage: {},
      imageGeneration: {},
    });
    expect(recordedTerms([["agentscribe.cost.status", "ok"]])).toEqual({ usage: {} });
  });

  it("knows the sum of several requests by its format", () => {
    expect(recordedTerms([["agentscribe.response.format", "openai.turn"]])).toEqual({ usage: {}, isSum: true });
  });
});
