import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { PriceRequest } from "../../../src/pricing/cost.ts";
import { loadedPricing } from "../../../src/pricing/estimate-cost.ts";
import { OVERLAY_MODELS } from "../../../src/pricing/overlay-models.ts";
import { OVERLAY } from "../../../src/pricing/overlay-rows.ts";
import { BUNDLED_TABLE } from "../../../src/pricing/price-table.ts";
import type { Pricing } from "../../../src/pricing/pricing.ts";

const TABLE = "genai-prices 0.1.8";
const MILLION = { inputTokens: 1_000_000, outputTokens: 1_000_000 };
const SHORT = { inputTokens: 100_000, outputTokens: 10_000 };

type More = Partial<PriceRequest>;
type Case = readonly [
  name: string,
  at: string,
  provider: string,
  model: string,
  more: More,
  usd: number,
  source: string,
];

/** Every price is worked out by hand from what the source states. A price that changes makes its case fail. */
const CASES: readonly Case[] = [
  ["Opus 5", "2026-11-18", "anthropic", "claude-opus-5", { usage: MILLION }, 30, TABLE],
  ["Opus 5.5 at $4/$20", "2026-11-18", "anthropic", "claude-opus-5-5", { usage: MILLION }, 24, TABLE],
  [
    "Sonnet 5, whose announced rise was cancelled",
    "2026-11-18",
    "anthropic",
    "claude-sonnet-5",
    { usage: MILLION },
    12,
    TABLE,
  ],
  [
    "Sonnet 5.5, newer than the table",
    "2026-11-18",
    "anthropic",
    "claude-sonnet-5-5",
    { usage: MILLION },
    12,
    "kurofune/claudit",
  ],
  [
    "Sonnet 5.5, whose cache reads cost 0.05 of input",
    "2026-11-18",
    "anthropic",
    "claude-sonnet-5-5-20261001",
    { usage: { inputTokens: 1_000_000, cacheReadTokens: 1_000_000, outputTokens: 0 } },
    0.1,
    "kurofune/claudit",
  ],
  [
    "Titan Text Embeddings V2, a fifth of V1",
    "2026-11-18",
    "aws.bedrock",
    "amazon.titan-embed-text-v2:0",
    { usage: { inputTokens: 1_000_000 } },
    0.02,
    "Portkey-AI/models",
  ],
  [
    "DeepSeek Flash off peak",
    "2026-11-18T12:00:00Z",
    "deepseek",
    "deepseek-flash",
    { usage: MILLION },
    0.75,
    "api-docs.deepseek.com",
  ],
  [
    "DeepSeek Flash at the peak of a Wednesday",
    "2026-11-18T02:00:00Z",
    "deepseek",
    "deepseek-flash",
    { usage: MILLION },
    1.5,
    "api-docs.deepseek.com",
  ],
  [
    "DeepSeek Flash on a Sunday",
    "2026-11-22T02:00:00Z",
    "deepseek",
    "deepseek-flash",
    { usage: MILLION },
    0.75,
    "api-docs.deepseek.com",
  ],
  [
    "DeepSeek V4 Flash, served by Flash",
    "2026-11-18T12:00:00Z",
    "deepseek",
    "deepseek-v4-flash",
    { usage: MILLION },
    0.75,
    "api-docs.deepseek.com",
  ],
  [
    "DeepSeek V4 Flash on its last own morning",
    "2026-09-10T03:59:59Z",
    "deepseek",
    "deepseek-v4-flash",
    { usage: MILLION },
    1.76,
    TABLE,
  ],
  [
    "Haiku 5.5 up to 100k",
    "2026-11-18",
    "anthropic",
    "claude-haiku-5-5",
    { usage: SHORT },
    0.015,
    "platform.claude.com",
  ],
  ["Haiku 5.5 above 100k", "2026-11-18", "anthropic", "claude-haiku-5-5", { usage: MILLION }, 3, "platform.claude.com"],
  [
    "Haiku 5.5 batch",
    "2026-11-18",
    "anthropic",
    "claude-haiku-5-5",
    { usage: SHORT, serviceTier: "batch" },
    0.0075,
    "platform.claude.com",
  ],
  ["Haiku 4.5 by date", "2026-11-18", "anthropic", "claude-haiku-4-5-20251001", { usage: MILLION }, 6, TABLE],
  [
    "Fable 5.1, whose cache reads cost 0.025 of input",
    "2026-11-18",
    "anthropic",
    "claude-fable-5-1",
    { usage: { inputTokens: 1_000_000, cacheReadTokens: 1_000_000, outputTokens: 0 } },
    0.25,
    TABLE,
  ],
  [
    "Anthropic caches: 100k plain, 600k read, 200k written for 5m, 100k for 1h",
    "2026-11-18",
    "anthropic",
    "claude-opus-5",
    {
      usage: {
        inputTokens: 1_000_000,
        cacheReadTokens: 600_000,
        cacheWriteTokens: 300_000,
        cacheWrite5mTokens: 200_000,
        cacheWrite1hTokens: 100_000,
        outputTokens: 10_000,
      },
    },
    0.5 + 0.3 + 1.25 + 1 + 0.25,
    TABLE,
  ],
  [
    "three web searches",
    "2026-11-18",
    "anthropic",
    "claude-opus-5",
    { usage: { ...SHORT, webSearches: 3 } },
    0.5 + 0.25 + 0.03,
    TABLE,
  ],
  [
    "Opus 4.6 long context before it became flat",
    "2026-03-12",
    "anthropic",
    "claude-opus-4-6",
    { usage: MILLION },
    47.5,
    TABLE,
  ],
  [
    "Opus 4.6 long context since 2026-03-13",
    "2026-03-13",
    "anthropic",
    "claude-opus-4-6",
    { usage: MILLION },
    30,
    TABLE,
  ],
  [
    "Sonnet 4 above 200k",
    "2025-11-01",
    "anthropic",
    "claude-sonnet-4-20250514",
    { usage: MILLION },
    28.5,
    "platform.claude.com",
  ],
  [
    "Sonnet 4 at 200k",
    "2025-11-01",
    "anthropic",
    "claude-sonnet-4-0",
    { usage: { inputTokens: 200_000, outputTokens: 0 } },
    0.6,
    "platform.claude.com",
  ],
  [
    "Anthropic batch",
    "2026-11-18",
    "anthropic",
    "claude-opus-5",
    { usage: MILLION, serviceTier: "batch" },
    15,
    "platform.claude.com",
  ],
  [
    "Opus 4.6 fast",
    "2026-11-18",
    "anthropic",
    "claude-opus-4-6",
    { usage: MILLION, serviceTier: "fast" },
    180,
    "Portkey",
  ],
  [
    "Opus 4.7 in the US",
    "2026-11-18",
    "anthropic",
    "claude-opus-4-7",
    { usage: MILLION, region: "us" },
    33,
    "platform.claude.com",
  ],
  ["GPT-5", "2026-11-18", "openai", "gpt-5", { usage: MILLION }, 11.25, TABLE],
  [
    "GPT-5 with 8k of 10k cached",
    "2026-11-18",
    "openai",
    "gpt-5",
    { usage: { inputTokens: 10_000, cacheReadTokens: 8_000, outputTokens: 1_000 } },
    0.0135,
    TABLE,
  ],
  [
    "GPT-5.5 below 272,000",
    "2026-11-18",
    "openai",
    "gpt-5.5",
    { usage: { inputTokens: 271_999, outputTokens: 0 } },
    1.359995,
    TABLE,
  ],
  [
    "GPT-5.5 from 272,000, the whole request",
    "2026-11-18",
    "openai",
    "gpt-5.5",
    { usage: { inputTokens: 272_000, outputTokens: 0 } },
    2.72,
    TABLE,
  ],
  ["GPT-5 batch", "2026-11-18", "openai", "gpt-5", { usage: MILLION, serviceTier: "batch" }, 5.625, "Portkey"],
  ["GPT-5 flex", "2026-11-18", "openai", "gpt-5", { usage: MILLION, serviceTier: "flex" }, 5.625, "Portkey"],
  [
    "GPT-5.5 priority, 2.5 times",
    "2026-11-18",
    "openai",
    "gpt-5.5",
    { usage: SHORT, serviceTier: "priority" },
    2,
    "Portkey",
  ],
  [
    "GPT-4o priority, 1.7 times",
    "2026-11-18",
    "openai",
    "gpt-4o",
    { usage: SHORT, serviceTier: "priority" },
    0.595,
    "openai.com",
  ],
  [
    "GPT-4o batch, which has no price for cache reads",
    "2026-11-18",
    "openai",
    "gpt-4o",
    { usage: { ...SHORT, cacheReadTokens: 50_000 }, serviceTier: "batch" },
    0.125 + 0.05,
    "Portkey",
  ],
  ["o3 before its price fell", "2025-06-09", "openai", "o3", { usage: MILLION }, 50, TABLE],
  ["o3 since 2025-06-10", "2025-06-10", "openai", "o3", { usage: MILLION }, 10, TABLE],
  [
    "audio in and out",
    "2026-11-18",
    "openai",
    "gpt-audio",
    { usage: { inputTokens: 1000, audioInputTokens: 600, outputTokens: 500, audioOutputTokens: 400 } },
    0.001 + 0.0192 + 0.001 + 0.0256,
    TABLE,
  ],
  ["Gemini 2.5 Flash", "2026-11-18", "gcp.gemini", "models/gemini-2.5-flash", { usage: MILLION }, 2.8, TABLE],
  ["Gemini 3.8 Flash in 2026", "2026-12-31", "gcp.gen_ai", "gemini-3.8-flash", { usage: MILLION }, 4.5, TABLE],
  [
    "Gemini 3.8 Flash, announced for 2027",
    "2027-01-01",
    "gcp.vertex_ai",
    "gemini-3.8-flash",
    { usage: MILLION },
    9,
    TABLE,
  ],
  [
    "Bedrock writes for an hour at twice the input",
    "2026-11-18",
    "aws.bedrock",
    "global.anthropic.claude-sonnet-4-5-20250929-v1:0",
    { usage: { inputTokens: 1_000_000, cacheWriteTokens: 1_000_000, cacheWrite1hTokens: 1_000_000, outputTokens: 0 } },
    6,
    "platform.claude.com",
  ],
  [
    "Bedrock in a region, 10 % more",
    "2026-11-18",
    "aws.bedrock",
    "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    { usage: MILLION },
    19.8,
    TABLE,
  ],
  [
    "DeepSeek V4 Flash, never at a peak in 2025",
    "2025-01-01T02:00:00Z",
    "deepseek",
    "deepseek-v4-flash",
    { usage: MILLION },
    0.42,
    TABLE,
  ],
  [
    "DeepSeek V4 Flash off peak",
    "2026-08-24T05:00:00Z",
    "deepseek",
    "deepseek-v4-flash",
    { usage: MILLION },
    0.88,
    TABLE,
  ],
  [
    "DeepSeek V4 Flash at the peak of a Monday",
    "2026-08-24T02:00:00Z",
    "deepseek",
    "deepseek-v4-flash",
    { usage: MILLION },
    1.76,
    TABLE,
  ],
  [
    "DeepSeek V4 Flash on a Saturday",
    "2026-08-29T02:00:00Z",
    "deepseek",
    "deepseek-v4-flash",
    { usage: MILLION },
    0.88,
    TABLE,
  ],
  [
    "deepseek-chat by day",
    "2025-03-01T12:00:00Z",
    "deepseek",
    "deepseek-chat",
    { usage: MILLION },
    1.37,
    "api-docs.deepseek.com",
  ],
  [
    "deepseek-chat by night",
    "2025-03-01T23:00:00Z",
    "deepseek",
    "deepseek-chat",
    { usage: MILLION },
    0.685,
    "api-docs.deepseek.com",
  ],
  [
    "deepseek-chat from 2025-09-05",
    "2025-09-06T23:00:00Z",
    "deepseek",
    "deepseek-chat",
    { usage: MILLION },
    2.24,
    "api-docs.deepseek.com",
  ],
  ["Sonar with little context", "2026-08-01", "perplexity", "sonar", { usage: MILLION }, 2.005, "docs.perplexity.ai"],
  [
    "Sonar Pro with much context",
    "2026-08-01",
    "perplexity",
    "sonar-pro",
    { usage: MILLION, searchContextSize: "high" },
    18.014,
    "noodle-perplexity-mcp",
  ],
  [
    "mistral-large-latest is Large 3",
    "2026-11-18",
    "mistral_ai",
    "mistral-large-latest",
    { usage: MILLION },
    2,
    "mistralai/platform-docs-public",
  ],
  [
    "Safeguard on Groq",
    "2026-11-18",
    "groq",
    "openai/gpt-oss-safeguard-20b",
    { usage: MILLION },
    0.375,
    "genai-prices#701",
  ],
];

describe("price cases", () => {
  let pricing: Pricing;
  beforeAll(async () => {
    pricing = await loadedPricing();
  });

  it.each(CASES)("%s (%s)", (_, at, provider, model, more, usd) => {
    const cost = pricing.price({ provider, model, usage: MILLION, at: Date.parse(at), ...more });
    expect(cost).toMatchObject({ status: "ok", usd: expect.closeTo(usd, 9) });
  });

  it("belong to the installed version of the table", () => {
    const url = new URL("../../../node_modules/@pydantic/genai-prices/package.json", import.meta.url);
    const installed = JSON.parse(readFileSync(url, "utf8")) as { version: string };
    expect(BUNDLED_TABLE.version).toBe(installed.version);
  });
});

describe("OVERLAY", () => {
  it.each([
    ...OVERLAY_MODELS.map((row) => [row.model, row] as const),
    ...OVERLAY.map((row) => [`${row.provider} ${row.models}`, row] as const),
  ])("%s names a source and a day", (_, row) => {
    expect(row.source).toMatch(/^https:\/\/\S+/);
    expect(row.statedBy).toMatch(/^(provider|third-party)$/);
    expect(row.checked).toMatch(/^20\d\d-\d\d-\d\d$/);
  });
});
