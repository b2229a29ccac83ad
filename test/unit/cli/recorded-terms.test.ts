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

  it("knows images of which only the reason tells, and none where nothing does", () => {
    expect(recordedTerms([["agentscribe.cost.reason", "no_image_generation_price"]])).toEqual({
      usage: {},
      imageGeneration: {},
    });
    expect(recordedTerms([["agentscribe.cost.status", "ok"]])).toEqual({ usage: {} });
  });
});
