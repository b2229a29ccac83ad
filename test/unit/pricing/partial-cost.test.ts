import { beforeAll, describe, expect, it } from "vitest";
import { loadedPricing } from "../../../src/pricing/estimate-cost.ts";
import type { Pricing } from "../../../src/pricing/pricing.ts";
import type { Advice, ImageGeneration, Usage } from "../../../src/semconv/usage.ts";

let pricing: Pricing;
beforeAll(async () => {
  pricing = await loadedPricing();
});

const price = (provider: string, model: string, usage: Usage) =>
  pricing.price({ provider, model, usage, at: Date.parse("2026-08-01T12:00:00Z") });

describe("a partial cost", () => {
  it("says that audio has no price, rather than charging it as text", () => {
    const usage = { inputTokens: 1000, audioInputTokens: 400, outputTokens: 0 };
    expect(price("openai", "gpt-4o-audio-preview", usage)).toMatchObject({
      usd: expect.closeTo(0.0015, 9),
      status: "partial",
      reason: "no_audio_price",
    });
    expect(price("gcp.gemini", "gemini-2.5-pro", usage)).toMatchObject({
      usd: expect.closeTo(0.00125, 9),
      status: "ok",
    });
  });

  it("says that cache writes for an hour have no price, rather than charging those for five minutes", () => {
    const usage = { inputTokens: 1000, cacheWrite1hTokens: 1000, outputTokens: 1000 };
    expect(price("gcp.vertex_ai", "claude-opus-5", usage)).toMatchObject({
      usd: expect.closeTo(0.025, 9),
      status: "partial",
      reason: "no_cache_write_1h_price",
    });
  });

  it("says that searches have no price", () => {
    const usage = { inputTokens: 1000, outputTokens: 0, webSearches: 1 };
    expect(price("aws.bedrock", "global.anthropic.claude-opus-4-8", usage)).toMatchObject({
      status: "partial",
      reason: "no_web_search_price",
    });
  });

  it("says that preview searches have no price on Azure", () => {
    const usage = { inputTokens: 1000, outputTokens: 0, webSearches: 1, previewWebSearches: 1 };
    expect(price("azure.ai.openai", "gpt-4.1-mini-2025-04-14", usage)).toMatchObject({
      parts: { input: expect.closeTo(0.0004, 9) },
      status: "partial",
      reason: "no_web_search_price",
    });
  });

  it("says that searches of files have no price", () => {
    const usage = { inputTokens: 1000, outputTokens: 0, fileSearches: 2 };
    expect(price("openai", "gpt-4.1-nano", usage)).toMatchObject({ status: "partial", reason: "no_file_search_price" });
    expect(price("openai", "gpt-4.1", usage)).toMatchObject({ parts: { tools: 0.005 }, status: "ok" });
  });

  it("says that what code ran in is not priced, unless a price of a run is given", async () => {
    const usage = { inputTokens: 1000, outputTokens: 0, codeInterpreterCalls: 2 };
    expect(price("openai", "gpt-4.1", usage)).toMatchObject({
      usd: expect.closeTo(0.002, 9),
      status: "partial",
      reason: "code_interpreter_unpriced",
    });
    const overrides = { "openai/gpt-4.1": { codeInterpreter: 0 } };
    const known = await loadedPricing({ overrides });
    expect(known.price({ provider: "openai", model: "gpt-4.1", usage })).toMatchObject({
      usd: expect.closeTo(0.002, 9),
      status: "ok",
    });
  });

  it("says that images were made at a price that is not known", () => {
    const call = { provider: "openai", model: "gpt-5.1", usage: { inputTokens: 1000, outputTokens: 200 }, at: 1.78e12 };
    const images = { inputTokens: 2000, outputTokens: 4160, imageOutputTokens: 4160 };
    const drawn = (imageGeneration: ImageGeneration) => pricing.price({ ...call, imageGeneration });
    expect(drawn({ model: "gpt-image-1", usage: images })).toMatchObject({
      usd: expect.closeTo(0.00325 + 0.01 + 0.1664, 9),
      parts: { tools: expect.closeTo(0.1764, 9) },
      status: "ok",
    });
    const without = [
      {},
      { usage: images },
      { model: "gpt-image-1" },
      { model: "gpt-image-99", usage: images },
      { model: "gpt-image-1", usage: { ...images, cacheReadTokens: 100 } },
    ];
    for (const imageGeneration of without) {
      expect(drawn(imageGeneration)).toMatchObject({
        usd: expect.closeTo(0.00325, 9),
        status: "partial",
        reason: "no_image_generation_price",
      });
    }
  });

  it("adds what an advisor used, at its own price, and says where that is not known", () => {
    const call = { provider: "anthropic", model: "claude-sonnet-5-5", at: Date.parse("2026-11-01") };
    const usage = { inputTokens: 1000, outputTokens: 100 };
    const used = { inputTokens: 50_000, outputTokens: 5_000 };
    const advised = (advice: Advice, more: object = {}) => pricing.price({ ...call, usage, advice, ...more });
    const whole = { usd: expect.closeTo(0.003 + 0.375, 9), parts: { tools: expect.closeTo(0.375, 9) }, status: "ok" };
    expect(advised({ model: "claude-opus-5", usage: used })).toMatchObject(whole);
    expect(advised({ model: "claude-opus-5", usage: used }, { region: "us" }).usd).toBeCloseTo(1.1 * 0.378, 9);
    expect(
      advised({ model: "claude-opus-5", usage: used }, { model: "claude-opus-4-6", serviceTier: "fast" }),
    ).toMatchObject({
      usd: expect.closeTo(0.03 + 0.015 + 0.375, 9),
      status: "ok",
    });
    const partial = { status: "partial", reason: "no_advisor_price" };
    expect(advised({ usage: used })).toMatchObject({ ...partial, usd: expect.closeTo(0.003, 9) });
    expect(advised({ model: "claude-sage-99", usage: used })).toMatchObject(partial);
    expect(advised({ model: "claude-opus-5", usage: used }, { serviceTier: "batch" })).toMatchObject(partial);
  });

  it("says what was billed and is in no usage", () => {
    const usage = { inputTokens: 1000, outputTokens: 1000 };
    const call = { provider: "mistral_ai", model: "mistral-large-2512", usage };
    expect(pricing.price({ ...call, uncounted: "connectors_unpriced" })).toMatchObject({
      usd: expect.any(Number),
      status: "partial",
      reason: "connectors_unpriced",
    });
    expect(pricing.price(call)).toMatchObject({ status: "ok" });
  });

  it("says that citations are billed and not counted", () => {
    const usage = { inputTokens: 1000, outputTokens: 1000 };
    expect(price("perplexity", "sonar-deep-research", usage)).toMatchObject({
      status: "partial",
      reason: "citation_tokens_unpriced",
    });
  });

  it("says that usage contradicted itself", () => {
    const raw = { inputTokens: 10, cacheReadTokens: 1000, outputTokens: 0 };
    expect(price("anthropic", "claude-opus-5", raw)).toMatchObject({
      usd: expect.closeTo(0.0005, 9),
      status: "partial",
      reason: "usage_mended:inputTokens",
    });
  });

  it("is no cost at all when nothing that was used has a price", () => {
    const cost = price("openai", "text-embedding-3-small", { inputTokens: 0, outputTokens: 10 });
    expect(cost).toMatchObject({ status: "unpriced", reason: "no_output_price" });
    expect(cost.usd).toBeUndefined();
  });
});

describe("a cost that is whole", () => {
  it("charges cache reads as input where a model has no price for them", () => {
    const usage = { inputTokens: 1_000_000, cacheReadTokens: 400_000, outputTokens: 0 };
    expect(price("openai", "gpt-5-pro", usage)).toMatchObject({
      usd: 15,
      parts: { input: 9, cacheRead: 6 },
      status: "ok",
    });
  });

  it("keeps reasoning inside output", () => {
    const usage = { inputTokens: 0, outputTokens: 1_000_000, reasoningTokens: 900_000 };
    expect(price("openai", "gpt-5", usage)).toMatchObject({ usd: 10, parts: { output: 10 } });
  });

  it("is 0 for a model that the table lists as free", () => {
    const usage = { inputTokens: 100, outputTokens: 100 };
    expect(price("mistral_ai", "mistral-nemo:free", usage)).toMatchObject({ usd: 0, source: "table", status: "ok" });
  });

  it("says that a sum of requests may hold long ones, and prices all as short ones", () => {
    const sum = (model: string, inputTokens: number) =>
      pricing.price({
        provider: "openai",
        model,
        usage: { inputTokens, outputTokens: 0 },
        isSum: true,
        at: Date.parse("2026-11-18T12:00:00Z"),
      });
    expect(sum("gpt-5.5", 271_999)).toMatchObject({ usd: expect.closeTo(1.359995, 9), status: "ok" });
    expect(sum("gpt-5.5", 2_000_000)).toMatchObject({
      usd: expect.closeTo(10, 9),
      status: "partial",
      reason: "long_requests_unpriced",
    });
    expect(sum("gpt-5", 2_000_000)).toMatchObject({ usd: expect.closeTo(2.5, 9), status: "ok" });
  });
});
