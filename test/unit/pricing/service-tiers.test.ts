import { beforeAll, describe, expect, it } from "vitest";
import type { PriceRequest } from "../../../src/pricing/cost.ts";
import { loadedPricing } from "../../../src/pricing/estimate-cost.ts";
import type { Pricing } from "../../../src/pricing/pricing.ts";

const AT = Date.parse("2026-11-18T12:00:00Z");
const SHORT = { inputTokens: 100_000, outputTokens: 10_000 };
const CACHED = { ...SHORT, cacheReadTokens: 60_000 };
const SONNET = "anthropic.claude-sonnet-4-5-20250929-v1:0";

type Case = readonly [name: string, provider: string, model: string, more: Partial<PriceRequest>, usd: number];

/** Worked out by hand from the list price and the factor that the overlay row's source states, as of 2026-11-18. */
const PRICED: readonly Case[] = [
  ["Gemini batch", "gcp.gemini", "gemini-2.5-flash", { serviceTier: "batch" }, (0.03 + 0.025) / 2],
  ["Gemini flex", "gcp.gemini", "gemini-2.5-flash", { serviceTier: "flex" }, (0.03 + 0.025) / 2],
  ["Vertex flex by its traffic type", "gcp.vertex_ai", "gemini-2.5-flash", { serviceTier: "ON_DEMAND_FLEX" }, 0.0275],
  [
    "Gemini batch, whose cached tokens cost what they cost otherwise",
    "gcp.gemini",
    "gemini-2.5-flash",
    { serviceTier: "batch", usage: CACHED },
    0.04 * 0.15 + 0.06 * 0.03 + 0.01 * 1.25,
  ],
  [
    "Gemini batch above 200k, at half of the long context",
    "gcp.gemini",
    "gemini-2.5-pro",
    { serviceTier: "batch", usage: { inputTokens: 300_000, outputTokens: 10_000 } },
    (0.3 * 2.5 + 0.01 * 15) / 2,
  ],
  ["Gemini 3.8 Flash priority", "gcp.gemini", "gemini-3.8-flash", { serviceTier: "priority" }, 0.1125 * 1.8],
  ["Vertex priority", "gcp.vertex_ai", "gemini-3.8-flash", { serviceTier: "ON_DEMAND_PRIORITY" }, 0.1125 * 1.8],
  ["Azure global batch", "azure.ai.openai", "gpt-5", { serviceTier: "batch" }, (0.125 + 0.1) / 2],
  ["Azure by the model asked for", "azure.ai.openai", "", { requestModel: "gpt-4.1", serviceTier: "batch" }, 0.14],
  ["Bedrock batch, global", "aws.bedrock", `global.${SONNET}`, { serviceTier: "batch" }, (0.3 + 0.15) / 2],
  ["Bedrock batch in a region, 10 % more", "aws.bedrock", `us.${SONNET}`, { serviceTier: "batch" }, 0.225 * 1.1],
  ["Bedrock across regions, 10 % more", "aws.bedrock", `eu.${SONNET}`, {}, 0.45 * 1.1],
  ["Opus 4.6 in fast mode", "anthropic", "claude-opus-4-6", { serviceTier: "fast" }, 3 + 1.5],
  ["Opus 4.6 in fast mode in the US", "anthropic", "claude-opus-4-6", { serviceTier: "fast", region: "us" }, 4.5 * 1.1],
  ["Mistral batch", "mistral_ai", "mistral-large-2512", { serviceTier: "batch" }, (0.05 + 0.015) / 2],
];

type Unpriced = readonly [name: string, provider: string, model: string, more: Partial<PriceRequest>, reason: string];

/** Nobody states a number, or only a range: there must be no cost. */
const UNPRICED: readonly Unpriced[] = [
  ["Gemini priority, which is a range", "gcp.gemini", "gemini-2.5-pro", { serviceTier: "priority" }, "tier"],
  ["Gemini flex with a cache", "gcp.gemini", "gemini-2.5-flash", { serviceTier: "flex", usage: CACHED }, "tier"],
  ["Claude on Vertex in batch", "gcp.vertex_ai", "claude-opus-5", { serviceTier: "batch" }, "tier"],
  ["provisioned throughput", "gcp.vertex_ai", "gemini-2.5-pro", { serviceTier: "PROVISIONED_THROUGHPUT" }, "tier"],
  ["Azure priority", "azure.ai.openai", "gpt-5", { serviceTier: "priority" }, "tier"],
  ["Azure batch with a cache", "azure.ai.openai", "gpt-5", { serviceTier: "batch", usage: CACHED }, "tier"],
  ["Azure data zone", "azure.ai.openai", "gpt-5", { region: "data_zone" }, "region"],
  ["Azure region", "azure.ai.openai", "gpt-5", { region: "swedencentral" }, "region"],
  ["Bedrock flex", "aws.bedrock", `us.${SONNET}`, { serviceTier: "flex" }, "tier"],
  ["Bedrock priority", "aws.bedrock", `us.${SONNET}`, { serviceTier: "priority" }, "tier"],
  ["Bedrock batch with a cache", "aws.bedrock", `us.${SONNET}`, { serviceTier: "batch", usage: CACHED }, "tier"],
  ["fast mode of Opus 5", "anthropic", "claude-opus-5", { serviceTier: "fast" }, "tier"],
  ["fast mode in a batch", "anthropic", "claude-opus-4-6", { serviceTier: "batch_fast" }, "tier"],
  ["Mistral flex", "mistral_ai", "mistral-large-2512", { serviceTier: "flex" }, "tier"],
];

describe("service tiers and places", () => {
  let pricing: Pricing;
  beforeAll(async () => {
    pricing = await loadedPricing();
  });

  it.each(PRICED)("%s is priced", (_, provider, model, more, usd) => {
    const cost = pricing.price({ provider, model, usage: SHORT, at: AT, ...more });
    expect(cost).toMatchObject({ status: "ok", usd: expect.closeTo(usd, 9) });
  });

  it.each(UNPRICED)("%s has no cost", (_, provider, model, more, kind) => {
    const cost = pricing.price({ provider, model, usage: SHORT, at: AT, ...more });
    expect(cost).toMatchObject({ status: "unpriced", reason: expect.stringMatching(`^${kind}_unpriced:`) });
    expect(cost.usd).toBeUndefined();
  });

  it("name a tier of Vertex AI by its common name", () => {
    const cost = pricing.price({
      provider: "gcp.vertex_ai",
      model: "gemini-2.5-pro",
      usage: SHORT,
      at: AT,
      serviceTier: "ON_DEMAND_PRIORITY",
    });
    expect(cost.reason).toBe("tier_unpriced:priority");
  });

  it("price Azure globally where the place is global", () => {
    const cost = pricing.price({ provider: "azure.ai.openai", model: "gpt-5", usage: SHORT, at: AT, region: "global" });
    expect(cost.usd).toBeCloseTo(0.225, 9);
  });
});
