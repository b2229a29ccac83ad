import type { OverlayRow, OverlayTier } from "./overlay.ts";
import type { Rates } from "./rates.ts";

const CLAUDE_MODIFIERS = "https://tokenmix.ai/blog/anthropic-api-pricing";
const PERPLEXITY_FEES =
  "https://app.unpkg.com/noodle-perplexity-mcp@1.4.1/files/dist/utils/perplexity-utils/costTracker.js";
const DEEPSEEK_PRICING = "https://api-docs.deepseek.com/quick_start/pricing";
const OPENAI_PRIORITY = "https://openai.com/api-priority-processing/";
/** MIT licensed; states the tiers of OpenAI's and Anthropic's price lists model by model. */
const MODEL_LIST = "https://github.com/Portkey-AI/models/tree/f654307ec968cc9c8a54f2139fb79ede59c3d688/pricing";
const MODEL_LIST_DATE = "2026-08-21";

const HALF: OverlayTier = { multiplier: 0.5 };
const HALF_UNCACHED: OverlayTier = { multiplier: 0.5, withoutCachePrice: true };

/** Facts beside the price table. Where rows of one model name the same thing, the last one holds. */
export const OVERLAY: readonly OverlayRow[] = [
  {
    provider: "anthropic",
    models: /^claude-/,
    serviceTiers: { batch: HALF },
    source: "https://dev.to/neverpaytwice/claude-batch-api-half-price-if-you-can-wait-ecg",
    checked: "2026-11-21",
  },
  {
    provider: "anthropic",
    models: ["claude-opus-4-6", "claude-opus-4-7"],
    serviceTiers: { fast: { input: 30, output: 150, cacheRead: 3, cacheWrite5m: 37.5, cacheWrite1h: 60 } },
    source: `${MODEL_LIST}/anthropic.json`,
    checked: MODEL_LIST_DATE,
  },
  {
    provider: "anthropic",
    models: ["claude-opus-4-8"],
    serviceTiers: { fast: { input: 10, output: 50, cacheRead: 1, cacheWrite5m: 12.5, cacheWrite1h: 20 } },
    source: `${MODEL_LIST}/anthropic.json`,
    checked: MODEL_LIST_DATE,
  },
  {
    provider: "anthropic",
    models: /^claude-(?:opus-4-[678]|sonnet-4-6|opus-5|sonnet-5|haiku-5|fable-5)/,
    regions: { us: 1.1 },
    source: CLAUDE_MODIFIERS,
    checked: "2026-04-30",
  },
  {
    provider: "anthropic",
    models: ["claude-sonnet-4-0"],
    rates: {
      tiers: [
        { fromInputTokens: 200_001, input: 6, output: 22.5, cacheRead: 0.6, cacheWrite5m: 7.5, cacheWrite1h: 12 },
      ],
    },
    from: "2025-08-12",
    source: "https://eonsr.com/en/claude-sonnet-4-1m-context-pricing-switch",
    checked: "2026-11-21",
  },
  {
    provider: "mistral",
    models: ["mistral-large"],
    names: ["mistral-large-latest"],
    like: "mistral-large-2512",
    from: "2025-12-02",
    source: "https://github.com/simonw/llm-prices/pull/63",
    checked: "2026-11-21",
  },
  {
    provider: "aws",
    models: /claude/,
    cacheWrite1hOfInput: 2,
    source: `${CLAUDE_MODIFIERS}, and the rows of Opus 5.5 on Bedrock in genai-prices 0.1.8`,
    checked: "2026-09-23",
  },
  openaiRow(
    ["gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano", "o1", "o1-preview", "o1-mini", "o1-pro"],
    { batch: HALF_UNCACHED },
  ),
  openaiRow(["o3-mini", "o3-pro", "o3-deep-research", "o4-mini-deep-research", "computer-use"], {
    batch: HALF_UNCACHED,
  }),
  openaiRow(["o3", "o4-mini"], { batch: HALF_UNCACHED, flex: HALF }),
  openaiRow(["gpt-5-pro", "gpt-5.2-pro"], { batch: HALF }),
  openaiRow(
    [
      "gpt-5",
      "gpt-5-mini",
      "gpt-5-nano",
      "gpt-5.1",
      "gpt-5.2",
      "gpt-5.4",
      "gpt-5.4-pro",
      "gpt-5.4-mini",
      "gpt-5.4-nano",
    ],
    { batch: HALF, flex: HALF },
  ),
  openaiRow(["gpt-5.5", "gpt-5.6-sol", "gpt-5.6-terra", "gpt-5.6-luna"], { batch: HALF, flex: HALF }),
  priorityRow("gpt-4o", 4.25, 2.125, 17),
  priorityRow("gpt-4o-2024-05-13", 8.75, undefined, 26.25),
  priorityRow("gpt-4o-mini", 0.25, 0.125, 1),
  priorityRow("gpt-4.1", 3.5, 0.875, 14),
  priorityRow("gpt-4.1-mini", 0.7, 0.175, 2.8),
  priorityRow("gpt-4.1-nano", 0.2, 0.05, 0.8),
  priorityRow("o3", 3.5, 0.875, 14, "2025-06-10"),
  priorityRow("o4-mini", 2, 0.5, 8),
  priorityRow("gpt-5", 2.5, 0.25, 20),
  priorityRow("gpt-5-mini", 0.45, 0.045, 3.6),
  priorityRow("gpt-5.1", 2.5, 0.25, 20),
  priorityRow("gpt-5.2", 3.5, 0.35, 28),
  priorityRow("gpt-5.3-codex", 3.5, 0.35, 28),
  priorityRow("gpt-5.4", 5, 0.5, 30),
  priorityRow("gpt-5.4-mini", 1.5, 0.15, 9),
  priorityRow("gpt-5.5", 12.5, 1.25, 75),
  {
    provider: "groq",
    models: /./,
    serviceTiers: { flex: { multiplier: 1 } },
    source: "https://console.groq.com/docs/flex-processing",
    checked: "2026-11-21",
  },
  {
    provider: "groq",
    models: ["openai/gpt-oss-120b", "openai/gpt-oss-20b"],
    names: ["openai/gpt-oss-safeguard-20b"],
    like: "openai/gpt-oss-20b",
    source: "https://github.com/pydantic/genai-prices/issues/701",
    checked: "2026-11-21",
  },
  {
    provider: "deepseek",
    models: ["deepseek-chat", "deepseek-reasoner"],
    rates: { input: 0.56, cacheRead: 0.07, output: 1.68 },
    from: "2025-09-05T16:00:00Z",
    until: "2025-09-29T00:00:00Z",
    source: DEEPSEEK_PRICING,
    checked: "2025-09-05",
  },
  {
    provider: "deepseek",
    models: ["deepseek-chat", "deepseek-reasoner"],
    withdrawn: true,
    from: "2025-09-29T00:00:00Z",
    source: "https://api-docs.deepseek.com/updates: the two names have stood for newer models since",
    checked: "2025-12-01",
  },
  perplexityRow(["sonar", "sonar-reasoning"], 0.005, 0.008, 0.012),
  perplexityRow(["sonar-pro", "sonar-reasoning-pro"], 0.006, 0.01, 0.014),
  {
    provider: "perplexity",
    models: ["sonar-deep-research"],
    uncounted: "citation_tokens_unpriced",
    source: PERPLEXITY_FEES,
    checked: "2025-07-05",
  },
];

function openaiRow(models: readonly string[], serviceTiers: Readonly<Record<string, OverlayTier>>): OverlayRow {
  return { provider: "openai", models, serviceTiers, source: `${MODEL_LIST}/openai.json`, checked: MODEL_LIST_DATE };
}

function priorityRow(
  model: string,
  input: number,
  cacheRead: number | undefined,
  output: number,
  from?: string,
): OverlayRow {
  const priority: Rates = { input, output, ...(cacheRead !== undefined && { cacheRead }) };
  const source = `${OPENAI_PRIORITY} and ${MODEL_LIST}/openai.json`;
  return {
    provider: "openai",
    models: [model],
    serviceTiers: { priority },
    ...(from !== undefined && { from }),
    source,
    checked: MODEL_LIST_DATE,
  };
}

function perplexityRow(models: readonly string[], low: number, medium: number, high: number): OverlayRow {
  const source = PERPLEXITY_FEES;
  return { provider: "perplexity", models, requestFees: { low, medium, high }, source, checked: "2025-07-05" };
}
