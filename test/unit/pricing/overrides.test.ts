import { describe, expect, it } from "vitest";
import type { Cost, PriceRequest } from "../../../src/pricing/cost.ts";
import { loadedPricing } from "../../../src/pricing/estimate-cost.ts";
import type { PriceOverride, PricingOptions } from "../../../src/pricing/pricing-options.ts";
import type { Usage } from "../../../src/semconv/usage.ts";

const MILLION = { inputTokens: 1_000_000, outputTokens: 1_000_000 };
const SHORT = { inputTokens: 100_000, outputTokens: 0 };

async function price(
  options: PricingOptions,
  provider: string,
  model: string,
  more: Partial<PriceRequest> = {},
): Promise<Cost> {
  const pricing = await loadedPricing(options);
  return pricing.price({ provider, model, usage: MILLION, at: Date.parse("2026-11-18T12:00:00Z"), ...more });
}

describe("overrides", () => {
  it("inherit what they do not state", async () => {
    const options = { overrides: { "openai/gpt-5": { input: 1 } } };
    expect(await price(options, "openai", "gpt-5")).toMatchObject({
      usd: 11,
      source: "override",
      modelKey: "openai/gpt-5",
    });
    const cached = { inputTokens: 1_000_000, cacheReadTokens: 1_000_000, outputTokens: 0 };
    expect(await price(options, "openai", "gpt-5", { usage: cached })).toMatchObject({ usd: 0.125, status: "ok" });
  });

  it("of images hold for those that did not come from a cache", async () => {
    const options = { overrides: { "acme/eye": { input: 1, output: 0, cacheRead: 0.1, imageInput: 10 } } };
    const usage = {
      inputTokens: 3_000_000,
      imageInputTokens: 2_000_000,
      cacheReadTokens: 1_000_000,
      imageCacheReadTokens: 1_000_000,
      outputTokens: 0,
    };
    expect(await price(options, "acme", "eye", { usage })).toMatchObject({ usd: expect.closeTo(1 + 10 + 0.1, 9) });
  });

  it("of audio hold for what came from a cache too, which costs as text there where nothing is stated", async () => {
    const voice = { input: 1, output: 0, audioInput: 10, cacheRead: 0.1 };
    const usage = {
      inputTokens: 4_000_000,
      audioInputTokens: 2_000_000,
      cacheReadTokens: 2_000_000,
      audioCacheReadTokens: 1_000_000,
      outputTokens: 0,
    };
    const cost = (override: object) => price({ overrides: { "acme/voice": override } }, "acme", "voice", { usage });
    expect((await cost({ ...voice, audioCacheRead: 0.5 })).parts).toEqual({ input: 1, audioInput: 10, cacheRead: 0.6 });
    expect((await cost(voice)).parts).toEqual({ input: 1, audioInput: 10, cacheRead: 0.2 });
  });

  it("hold in every context tier unless they have tiers of their own", async () => {
    const flat = { overrides: { "openai/gpt-5.5": { input: 4 } } };
    expect(await price(flat, "openai", "gpt-5.5")).toMatchObject({ usd: 4 + 45 });
    const tiered = {
      overrides: { "openai/gpt-5.5": { input: 4, output: 20, tiers: [{ fromInputTokens: 500_000, input: 6 }] } },
    };
    expect(await price(tiered, "openai", "gpt-5.5")).toMatchObject({ usd: 6 + 20 });
    expect(await price(tiered, "openai", "gpt-5.5", { usage: { ...MILLION, inputTokens: 499_999 } })).toMatchObject({
      usd: expect.closeTo(1.999996 + 20, 9),
    });
  });

  it("take what is undefined as not stated, in their tiers too", async () => {
    const cost = async (override: PriceOverride, usage: Usage = MILLION) =>
      (await price({ overrides: { "acme/new": override } }, "acme", "new", { usage, serviceTier: "flex" })).usd;
    const serviceTiers = { flex: { multiplier: undefined } };
    expect(await cost({ input: 4, output: 20, cacheRead: undefined, serviceTiers })).toBe(24);
    const tiers = [{ fromInputTokens: 1, input: 6, cacheRead: undefined }];
    const cached = { inputTokens: 1_000_000, cacheReadTokens: 1_000_000, outputTokens: 0 };
    expect(await cost({ input: 4, output: 20, cacheRead: 1, tiers, serviceTiers }, cached)).toBe(1);
  });

  it("follow another model with a factor", async () => {
    const options = { overrides: { "azure.ai.openai/my-deployment": { like: "openai/gpt-5", multiplier: 1.1 } } };
    const cost = await price(options, "azure.ai.openai", "my-deployment");
    expect(cost).toMatchObject({
      usd: expect.closeTo(12.375, 9),
      source: "override",
      modelKey: "azure/my-deployment",
      match: "exact",
    });
    const asked = await price(options, "azure.ai.openai", "gpt-5-2025-08-07", { requestModel: "my-deployment" });
    expect(asked).toMatchObject({ usd: expect.closeTo(12.375, 9), match: "alias" });
  });

  it("that follow each other in a circle are unpriced", async () => {
    const options = { overrides: { "a/x": { like: "b/y" }, "b/y": { like: "a/x" } } };
    expect(await price(options, "a", "x")).toMatchObject({ status: "unpriced", reason: "override_cycle" });
  });

  it("take effect by date", async () => {
    const rows = [
      { input: 1, output: 1 },
      { input: 2, output: 2, effectiveFrom: "2026-06-01", effectiveUntil: "2026-09-01" },
    ];
    const at = (day: string) => price({ overrides: { "openai/new": rows } }, "openai", "new", { at: Date.parse(day) });
    expect((await at("2026-05-31T23:59:59Z")).usd).toBe(2);
    expect((await at("2026-06-01")).usd).toBe(4);
    expect((await at("2026-09-01")).usd).toBe(2);
  });

  it("match a name with a date behind it", async () => {
    const options = { overrides: { "anthropic/claude-nova-6": { input: 1, output: 2 } } };
    expect(await price(options, "anthropic", "claude-nova-6-20261101")).toMatchObject({ usd: 3, match: "dated" });
    expect(await price(options, "anthropic", "claude-nova-6-1")).toMatchObject({ reason: "unknown_model" });
  });

  it("match the first generation of a Bedrock model, said or not, and no later one", async () => {
    const options = { overrides: { "aws.bedrock/acme.nova": { input: 1, output: 2 } } };
    expect(await price(options, "aws.bedrock", "acme.nova-v1:0")).toMatchObject({ usd: 3, match: "dated" });
    expect(await price(options, "aws.bedrock", "acme.nova-v2:0")).toMatchObject({ reason: "unknown_model" });
  });

  it("price fine-tuned models and local providers", async () => {
    const overrides = {
      "openai/ft:gpt-4o-2024-08-06:acme::abc": { input: 3.75, output: 15 },
      "ollama/qwen3": { input: 1, output: 1 },
    };
    expect((await price({ overrides }, "openai", "ft:gpt-4o-2024-08-06:acme::abc")).usd).toBe(18.75);
    expect(await price({ overrides }, "ollama", "qwen3")).toMatchObject({ usd: 2, source: "override" });
    expect(await price({ overrides }, "ollama", "other")).toMatchObject({ usd: 0, source: "free" });
  });

  it("state service tiers as a factor or as prices", async () => {
    const overrides = {
      "openai/new": { input: 8, output: 40, serviceTiers: { batch: { multiplier: 0.5 }, priority: { input: 16 } } },
    };
    const tier = (serviceTier: string) => price({ overrides }, "openai", "new", { serviceTier });
    expect((await tier("batch")).usd).toBe(24);
    expect((await tier("priority")).usd).toBe(56);
    expect(await tier("flex")).toMatchObject({ status: "unpriced", reason: "tier_unpriced:flex" });
  });

  it("take the factor of a tier of their own from what the model that they follow costs without a tier", async () => {
    const overrides = {
      "azure.ai.openai/mine": { like: "openai/gpt-5", serviceTiers: { batch: { multiplier: 0.9 } } },
    };
    const tier = (serviceTier: string) => price({ overrides }, "azure.ai.openai", "mine", { serviceTier });
    expect((await tier("batch")).usd).toBeCloseTo(11.25 * 0.9, 9);
    expect((await tier("")).usd).toBeCloseTo(11.25, 9);
  });

  it("keep a listed factor but not the listed price of a tier, which is that of another base", async () => {
    const overrides = { "openai/gpt-5": { input: 1, output: 5 } };
    expect((await price({ overrides }, "openai", "gpt-5", { serviceTier: "batch" })).usd).toBe(3);
    expect(await price({ overrides }, "openai", "gpt-5", { serviceTier: "priority" })).toMatchObject({
      reason: "tier_unpriced:priority",
    });
  });

  it("charge requests and searches one by one", async () => {
    const overrides = { "acme/search": { input: 1, output: 1, perRequest: 0.01, webSearch: 0.02 } };
    const cost = await price({ overrides }, "acme", "search", { usage: { ...MILLION, webSearches: 3 } });
    expect(cost).toMatchObject({
      usd: expect.closeTo(2.07, 9),
      parts: { request: 0.01, tools: expect.closeTo(0.06, 9) },
    });
  });

  it("that are wrong are left out", async () => {
    const overrides = { "openai/gpt-5": { input: -1 } };
    expect(await price({ overrides }, "openai", "gpt-5")).toMatchObject({ usd: 11.25, source: "table" });
  });
});

describe("patterns", () => {
  it("match after the overrides, by key or by name, again and again", async () => {
    const options = {
      overrides: { "acme/large-2": { input: 5, output: 5 } },
      patterns: [
        { match: /^acme\/large/g, input: 1, output: 1 },
        { match: /^tiny-/, input: 0.1, output: 0.1 },
      ],
    };
    const pricing = await loadedPricing(options);
    const usd = (model: string) => pricing.price({ provider: "acme", model, usage: MILLION }).usd;
    expect([usd("large-2"), usd("large-1"), usd("large-3"), usd("large-4"), usd("tiny-1"), usd("mid")]).toEqual([
      10,
      2,
      2,
      2,
      0.2,
      undefined,
    ]);
  });
});

describe("discount", () => {
  it("lowers list prices, not overrides or reported costs", async () => {
    const options = {
      discount: { "gcp.gemini": 0.1, openai: 0.2 },
      overrides: { "openai/new": { input: 1, output: 1 } },
    };
    expect((await price(options, "gcp.vertex_ai", "gemini-2.5-flash")).usd).toBeCloseTo(2.52, 9);
    expect((await price(options, "openai", "gpt-5")).usd).toBeCloseTo(9, 9);
    expect((await price(options, "anthropic", "claude-opus-5")).usd).toBe(30);
    expect((await price(options, "openai", "new")).usd).toBe(2);
    expect((await price(options, "openai", "gpt-5", { reportedCostUsd: 7 })).usd).toBe(7);
    expect(
      (await price({ discount: 0.5 }, "openai", "gpt-5.5", { usage: SHORT, serviceTier: "priority" })).usd,
    ).toBeCloseTo(0.625, 9);
  });
});

describe("free", () => {
  it("gives 0 for providers the user names", async () => {
    expect(await price({ free: ["My-Cluster"] }, "my-cluster", "llama")).toEqual({
      usd: 0,
      source: "free",
      status: "ok",
    });
  });
});

describe("service tiers", () => {
  it.each([null, "", "standard", "default", "AUTO", "on_demand"])("treat %j as standard", async (serviceTier) => {
    expect((await price({}, "openai", "gpt-5", { serviceTier })).usd).toBe(11.25);
  });

  it("have no cost where no price is stated", async () => {
    for (const [provider, model, serviceTier] of [
      ["anthropic", "claude-opus-5", "priority"],
      ["gcp.gemini", "gemini-2.5-pro", "provisioned_throughput"],
      ["azure.ai.openai", "gpt-5", "flex"],
      ["openai", "gpt-5.5", "Scale tier!"],
    ] as const) {
      const cost = await price({}, provider, model, { serviceTier });
      expect(cost.usd).toBeUndefined();
      expect(cost.reason).toBe(`tier_unpriced:${serviceTier.toLowerCase().replace(/[ !]/g, "_")}`);
    }
  });

  it("have no priority price for long requests", async () => {
    const usage = { inputTokens: 272_000, outputTokens: 1 };
    expect(await price({}, "openai", "gpt-5.5", { serviceTier: "priority", usage })).toMatchObject({
      reason: "tier_unpriced:priority",
    });
  });

  it("fall back to standard, marked partial, only when told to", async () => {
    const cost = await price({ tierFallback: "standard" }, "anthropic", "claude-opus-5", { serviceTier: "priority" });
    expect(cost).toMatchObject({ usd: 30, status: "partial", reason: "tier_fallback:priority" });
  });

  it("leave a region without a stated factor unpriced", async () => {
    expect(await price({}, "anthropic", "claude-haiku-4-5", { region: "us" })).toMatchObject({
      reason: "region_unpriced:us",
    });
    expect((await price({}, "anthropic", "claude-haiku-4-5", { region: "global" })).usd).toBe(6);
  });
});
