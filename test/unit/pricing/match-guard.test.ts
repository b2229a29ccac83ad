import { calcPrice, waitForUpdate } from "@pydantic/genai-prices";
import { beforeAll, describe, expect, it } from "vitest";
import { loadedPricing } from "../../../src/pricing/estimate-cost.ts";
import { OVERLAY_MODELS } from "../../../src/pricing/overlay-models.ts";
import { OVERLAY } from "../../../src/pricing/overlay-rows.ts";
import type { Pricing } from "../../../src/pricing/pricing.ts";

const usage = { inputTokens: 1000, outputTokens: 500 };
const at = Date.parse("2026-11-18T12:00:00Z");

let pricing: Pricing;
beforeAll(async () => {
  pricing = await loadedPricing();
});

describe("match guard", () => {
  it.each([
    ["anthropic", "claude-opus-4-10"],
    ["anthropic", "claude-sonnet-5-9"],
    ["anthropic", "claude-sonnet-5-6"],
    ["aws.bedrock", "anthropic.claude-sonnet-5-5"],
    ["anthropic", "claude-opus-5-6"],
    ["anthropic", "claude-haiku-4-50"],
    ["anthropic", "claude-opus-4-1-turbo"],
    ["gcp.gemini", "gemini-3.8-flash-lite"],
    ["gcp.gemini", "gemini-2.5-pro-max"],
    ["gcp.gemini", "gemini-2.5-flash-preview-11-2025"],
    ["gcp.gemini", "gemini-3.8-flash-preview-11-2026"],
    ["gcp.gemini", "gemini-2.5-flash-native-audio-preview-13-2025"],
    ["cohere", "command-r-03-2024"],
    ["gcp.vertex_ai", "claude-opus-4-60"],
    ["openai", "gpt-9"],
    ["openai", "gpt-5-nano-next"],
    ["openai", "gpt-4o-audio-preview-mini"],
    ["aws.bedrock", "us.anthropic.claude-sonnet-5-9-v1:0"],
    ["aws.bedrock", "global.anthropic.claude-opus-4-10-v1:0"],
    ["aws.bedrock", "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/a1b2c3"],
    ["aws.bedrock", "amazon.nova-lite-v2:0"],
    ["aws.bedrock", "us.amazon.nova-pro-v9:0"],
    ["aws.bedrock", "amazon.titan-embed-text-v3:0"],
    ["aws.bedrock", "anthropic.claude-3-5-sonnet-20241022-v1:0"],
    ["aws.bedrock", "mistral.mistral-7b-instruct-v0:3"],
    ["gcp.vertex_ai", "claude-3-7-sonnet-v2@20250219"],
    ["azure.ai.openai", "o4-mini-next"],
    ["deepseek", "deepseek-v4-flash-lite"],
  ])("refuses %s %s, which only begins like a known model", (provider, model) => {
    expect(pricing.price({ provider, model, usage, at })).toMatchObject({
      status: "unpriced",
      reason: "unknown_model",
    });
    expect(pricing.price({ provider, model, usage, at }).usd).toBeUndefined();
  });

  it.each([
    ["anthropic", "claude-opus-5", "anthropic/claude-opus-5", "exact"],
    ["anthropic", "claude-opus-5-5", "anthropic/claude-opus-5-5", "exact"],
    ["anthropic", "Claude-Opus-4-1-20250805", "anthropic/claude-opus-4-1", "dated"],
    ["anthropic", "claude-sonnet-5-5", "anthropic/claude-sonnet-5-5", "exact"],
    ["gcp.vertex_ai", "claude-sonnet-4-5@20250929", "google/claude-sonnet-4-5", "dated"],
    ["gcp.gemini", "models/gemini-2.5-pro", "google/gemini-2.5-pro", "exact"],
    ["gcp.gen_ai", "publishers/google/models/gemini-2.0-flash-001", "google/gemini-2.0-flash", "dated"],
    ["gcp.gemini", "gemini-2.5-flash-native-audio-preview-12-2025", "google/gemini-live-2.5-flash", "dated"],
    ["gcp.gemini", "gemini-2.5-flash-lite-preview-09-2025", "google/gemini-2.5-flash-lite", "dated"],
    ["gcp.gemini", "gemini-2.5-flash-preview-09-2025", "google/gemini-2.5-flash", "alias"],
    ["openai", "openai/gpt-4o", "openai/gpt-4o", "exact"],
    ["openai", "openai:gpt-4o", "openai/gpt-4o", "exact"],
    ["openai", "gpt-4o-2024-05-13", "openai/gpt-4o-2024-05-13", "exact"],
    ["openai", "gpt-5.5-2026-04-23", "openai/gpt-5.5", "dated"],
    [
      "aws.bedrock",
      "arn:aws:bedrock:eu-west-1:111122223333:inference-profile/eu.anthropic.claude-haiku-4-5-20251001-v1:0",
      "aws/regional.anthropic.claude-haiku-4-5-20251001-v1:0",
      "dated",
    ],
    ["aws.bedrock", "amazon.titan-embed-text-v1", "aws/amazon.titan-embed-text-v1", "exact"],
    ["aws.bedrock", "amazon.titan-embed-text-v2:0", "aws/amazon.titan-embed-text-v2", "dated"],
    ["aws.bedrock", "us.amazon.nova-lite-v1:0", "aws/amazon.nova-lite-v1:0", "dated"],
    ["aws.bedrock", "amazon.nova-lite-v1:0:300k", "aws/amazon.nova-lite-v1:0", "dated"],
    ["aws.bedrock", "mistral.mistral-7b-instruct-v0:2", "aws/mistral.mistral-7b-instruct-v0:2", "exact"],
    [
      "aws.bedrock",
      "us.anthropic.claude-3-5-sonnet-20241022-v2:0",
      "aws/regional.anthropic.claude-3-5-sonnet-20241022-v2:0",
      "dated",
    ],
    [
      "aws.bedrock",
      "anthropic.claude-sonnet-4-5-20250929-v1:0",
      "aws/regional.anthropic.claude-sonnet-4-5-20250929-v1:0",
      "dated",
    ],
    ["gcp.vertex_ai", "claude-3-5-sonnet-v2@20241022", "google/claude-3-5-sonnet-v2", "dated"],
    ["x_ai", "grok-4-0709", "x-ai/grok-4-0709", "exact"],
    ["azure.ai.openai", "gpt-5-2025-08-07", "openai/gpt-5", "alias"],
    ["vercel", "anthropic/claude-opus-5", "anthropic/claude-opus-5", "alias"],
    ["openrouter", "anthropic/claude-opus-5", "openrouter/anthropic/claude-opus-5", "exact"],
  ])("accepts %s %s", (provider, model, modelKey, match) => {
    expect(pricing.price({ provider, model, usage, at })).toMatchObject({ modelKey, match, usd: expect.any(Number) });
  });

  it("leaves fine-tuned models and unknown providers unpriced", () => {
    const price = (provider: string, model: string) => pricing.price({ provider, model, usage, at }).reason;
    expect(price("openai", "ft:gpt-4o-2024-08-06:acme::abc")).toBe("fine_tuned_model");
    expect(price("my-openai-proxy", "gpt-5")).toBe("unknown_provider");
    expect(price("constructor", "gpt-5")).toBe("unknown_provider");
  });
});

describe("a preview of Google with the month behind its name", () => {
  it("costs what the table says of it, wherever it has that name or an open one", async () => {
    const differing: string[] = [];
    const names = [
      "gemini-2.5-flash",
      "gemini-2.5-flash-lite",
      "gemini-2.5-flash-native-audio",
      "gemini-3.1-flash-live",
    ];
    for (const name of names) {
      const model = `${name}-preview-09-2025`;
      const table = calcPrice({ input_tokens: 1000, output_tokens: 500 }, model, { providerId: "google" });
      const cost = pricing.price({ provider: "gcp.gemini", model, usage, at });
      if (cost.usd !== table?.total_price) differing.push(`${model}: ${cost.usd} ${table?.total_price}`);
    }
    expect(differing).toEqual([]);
  });
});

describe("price() beside calcPrice", () => {
  const plain = [usage, { ...usage, cacheReadTokens: 400 }, { inputTokens: 300_000, outputTokens: 10 }];

  it("gives the same total for every model of every provider that it accepts", async () => {
    const differing: string[] = [];
    let accepted = 0;
    const names: string[] = [];
    for (const provider of (await waitForUpdate()) ?? []) {
      for (const model of provider.models) {
        names.push(`${provider.id}/${model.id}`);
        for (const each of plain) {
          const cost = pricing.price({ provider: provider.id, model: model.id, usage: each, at });
          if (cost.usd === undefined || isOverlaid(provider.id, model.id)) continue;
          accepted += 1;
          const keys = {
            input_tokens: each.inputTokens,
            output_tokens: each.outputTokens,
            cache_read_tokens: "cacheReadTokens" in each ? each.cacheReadTokens : 0,
          };
          const total = calcPrice(keys, model.id, { providerId: provider.id, timestamp: new Date(at) })?.total_price;
          if (total === undefined || Math.abs(total - cost.usd) > 1e-9) differing.push(`${provider.id}/${model.id}`);
        }
      }
    }
    expect(differing).toEqual([]);
    expect(accepted / plain.length / names.length).toBeGreaterThan(0.9);
  });

  it("refuses no model of the table by its own name, except those without token prices", async () => {
    const refused: string[] = [];
    for (const provider of (await waitForUpdate()) ?? []) {
      for (const model of provider.models) {
        const { reason, status } = pricing.price({ provider: provider.id, model: model.id, usage, at });
        if (status !== "unpriced" || reason === "no_price" || reason === "fine_tuned_model") continue;
        const total = tryCalc(model.id, provider.id);
        if (total !== undefined && total > 0) refused.push(`${provider.id}/${model.id} ${reason}`);
      }
    }
    expect(refused).toEqual(["deepseek/deepseek-chat price_withdrawn", "deepseek/deepseek-reasoner price_withdrawn"]);
  });
});

function tryCalc(model: string, providerId: string): number | undefined {
  const keys = { input_tokens: usage.inputTokens, output_tokens: usage.outputTokens };
  return calcPrice(keys, model, { providerId, timestamp: new Date(at) })?.total_price;
}

/** Models whose price the overlay corrects, so that the package is no oracle for them. */
function isOverlaid(provider: string, model: string): boolean {
  if (OVERLAY_MODELS.some((row) => row.provider === provider && row.model === model)) return true;
  return OVERLAY.some(
    (row) =>
      row.provider === provider &&
      (row.models instanceof RegExp ? row.models.test(model) : row.models.includes(model)) &&
      (row.requestFees !== undefined || row.rates !== undefined || row.like !== undefined),
  );
}
