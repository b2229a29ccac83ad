import { describe, expect, it } from "vitest";
import type { PriceRequest } from "../../../src/pricing/cost.ts";
import { createPricing } from "../../../src/pricing/pricing.ts";
import type { PricingOptions } from "../../../src/pricing/pricing-options.ts";

const usage = { inputTokens: 1_000_000, outputTokens: 1_000_000 };

async function loaded(options?: PricingOptions) {
  const pricing = createPricing(options);
  await pricing.load();
  return pricing;
}

const ask = (provider: string, model: string, more: Partial<PriceRequest> = {}): PriceRequest => ({
  provider,
  model,
  usage,
  at: Date.parse("2026-11-18T12:00:00Z"),
  ...more,
});

describe("createPricing()", () => {
  it("gives overrides, free providers and reported costs before the table is loaded", () => {
    const pricing = createPricing({ overrides: { "openai/gpt-6.2-astra": { input: 8, output: 40 } } });
    expect(pricing.ready).toBe(false);
    expect(pricing.table).toBeUndefined();
    expect(pricing.price(ask("openai", "gpt-6.2-astra"))).toMatchObject({ usd: 48, source: "override", status: "ok" });
    expect(pricing.price(ask("ollama", "qwen3"))).toEqual({ usd: 0, source: "free", status: "ok" });
    expect(pricing.price(ask("openai", "x", { reportedCostUsd: 0.5 }))).toEqual({
      usd: 0.5,
      source: "provider",
      status: "ok",
    });
    expect(pricing.price(ask("openai", "gpt-5"))).toEqual({ status: "unpriced", reason: "table_not_loaded" });
  });

  it("takes the price of whoever serves the model behind the router of Hugging Face", async () => {
    const pricing = await loaded();
    const price = (upstreamProvider?: string) =>
      pricing.price(ask("huggingface", "openai/gpt-oss-120b", { upstreamProvider }));
    const [groq, cerebras] = [price("groq"), price("cerebras")];
    expect(groq).toMatchObject({ status: "ok", modelKey: "huggingface_groq/openai/gpt-oss-120b", match: "exact" });
    expect(cerebras.usd).not.toBe(groq.usd);
    expect(price("nobody")).toMatchObject({ reason: "unknown_provider" });
    expect(price()).toMatchObject({ reason: "unknown_provider" });
    expect(pricing.price(ask("openai", "gpt-5", { upstreamProvider: "groq" })).modelKey).toBe("openai/gpt-5");
  });

  it("leaves an override unpriced before the load when the request needs a price it does not state", () => {
    const pricing = createPricing({ overrides: { "openai/gpt-5": { input: 1, output: 2 } } });
    const cached = { ...usage, cacheReadTokens: 10 };
    expect(pricing.price(ask("openai", "gpt-5", { usage: cached }))).toMatchObject({ reason: "table_not_loaded" });
  });

  it(".load() remembers a failure and does not reject", async () => {
    const pricing = createPricing({}, { loadTable: () => Promise.reject(new Error("no such module")) });
    await expect(pricing.load()).resolves.toBeUndefined();
    expect(pricing.ready).toBe(false);
    expect(pricing.price(ask("openai", "gpt-5"))).toEqual({ status: "unpriced", reason: "table_unavailable" });
  });

  it("says which table was used and from when it is", async () => {
    const pricing = await loaded();
    expect(pricing.price(ask("anthropic", "claude-opus-5"))).toMatchObject({
      usd: 30,
      parts: { input: 5, output: 25 },
      source: "table",
      table: "genai-prices@0.1.8",
      tableDate: "2026-09-23",
      modelKey: "anthropic/claude-opus-5",
      match: "exact",
      status: "ok",
    });
  });

  it("prices nothing and loads nothing when disabled", async () => {
    const pricing = createPricing({ enabled: false }, { loadTable: () => Promise.reject(new Error("must not load")) });
    await pricing.load();
    expect(pricing.price(ask("openai", "gpt-5"))).toEqual({ status: "unpriced", reason: "pricing_disabled" });
  });

  it("gives no cost, not 0, when usage is missing or incomplete", async () => {
    const pricing = await loaded();
    expect(pricing.price(ask("openai", "gpt-5", { usage: {} }))).toMatchObject({
      status: "unpriced",
      reason: "usage_missing",
    });
    const broken = pricing.price(ask("openai", "gpt-5", { usageIncomplete: true }));
    expect(broken).toMatchObject({ status: "incomplete", reason: "usage_incomplete" });
    expect(broken.usd).toBeUndefined();
  });

  it("prices usage that was estimated, and says that it was", async () => {
    const pricing = await loaded();
    const usage = { inputTokens: 1_000_000, outputTokens: 0 };
    const cost = pricing.price(ask("openai", "gpt-5", { usage, usageEstimated: true }));
    expect(cost).toMatchObject({ usd: 1.25, status: "incomplete", reason: "usage_estimated" });
  });

  it("tells a cost without its input or output from a whole one", async () => {
    const pricing = await loaded();
    const cost = pricing.price(ask("openai", "gpt-5", { usage: { inputTokens: 1_000_000 } }));
    expect(cost).toMatchObject({ usd: 1.25, status: "partial", reason: "output_tokens_missing" });
    const written = pricing.price(ask("openai", "gpt-5", { usage: { outputTokens: 1_000_000 } }));
    expect(written).toMatchObject({ usd: 10, status: "partial", reason: "input_tokens_missing" });
    const embedding = pricing.price(ask("openai", "text-embedding-3-small", { usage: { inputTokens: 1_000_000 } }));
    expect(embedding).toMatchObject({ usd: 0.02, status: "ok" });
    expect(pricing.price(ask("openai", "text-embedding-3-small"))).toMatchObject({
      usd: 0.02,
      status: "partial",
      reason: "no_output_price",
    });
  });

  it("falls back to the model that was asked for when the answer names none", async () => {
    const pricing = await loaded();
    const cost = pricing.price(ask("azure.ai.openai", "", { requestModel: "gpt-5" }));
    expect(cost).toMatchObject({ usd: 11.25, match: "alias", reason: "priced_as:openai", modelKey: "openai/gpt-5" });
  });

  it("says of a model that is billed by the second that its unit has no price", async () => {
    const pricing = await loaded();
    for (const [provider, model] of [
      ["openai", "gpt-live-1"],
      ["openai", "gpt-live-1.1-2026-11-20"],
      ["azure.ai.openai", "gpt-live-1"],
    ] as const) {
      const cost = pricing.price(ask(provider, model, { usage: {} }));
      expect(cost).toMatchObject({ status: "unpriced", reason: "unit_unpriced:audio_seconds" });
      expect(cost).not.toHaveProperty("usd");
    }
    expect(pricing.price(ask("openai", "gpt-live-transcribe"))).toMatchObject({ reason: "unknown_model" });
  });

  it("does not price a model that it does not know as the one that was asked for", async () => {
    const pricing = await loaded();
    const cost = pricing.price(ask("openai", "somebody-elses-model", { requestModel: "gpt-5" }));
    expect(cost).toMatchObject({ status: "unpriced", reason: "unknown_model" });
  });

  it.each([
    ["global.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5-20250929", 18],
    ["us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5-20250929", 19.8],
    ["us.mistral.pixtral-large-2502-v1:0", "mistral-large-pixtral-2502", 8],
    ["arn:aws:bedrock:eu-west-1:1:inference-profile/global.anthropic.claude-sonnet-4-5-20250929-v1:0", "", 18],
    ["somebody.new-model-v1:0", "claude-sonnet-4-5-20250929", 19.8],
    [
      "arn:aws:bedrock:us-east-1:1:default-prompt-router/anthropic.claude:1",
      "anthropic.claude-3-haiku-20240307-v1:0",
      1.5,
    ],
  ])("prices %s by that name of Bedrock, whatever the body is named", async (requestModel, model, usd) => {
    const short = { inputTokens: 1_000, outputTokens: 1_000 };
    const cost = (await loaded()).price(ask("aws.bedrock", model, { requestModel, usage: short }));
    expect(cost).toMatchObject({ usd: expect.closeTo(usd / 1_000, 9), status: "ok" });
  });
});
