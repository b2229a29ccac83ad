import type { OverlayRow, OverlayTier } from "./overlay.ts";
import { OPENAI_OVERLAY } from "./overlay-openai.ts";
import type { Rates } from "./rates.ts";

const CLAUDE_DOCS = "https://platform.claude.com/docs/en";
const CLAUDE_PRICES = `${CLAUDE_DOCS}/about-claude/pricing`;
const MODEL_LIST =
  "https://github.com/Portkey-AI/models/tree/f654307ec968cc9c8a54f2139fb79ede59c3d688/pricing/anthropic.json";
const MODEL_LIST_DATE = "2026-08-21";
const PERPLEXITY_PRICES = "https://docs.perplexity.ai/getting-started/pricing";
const PERPLEXITY_FEES =
  "https://app.unpkg.com/noodle-perplexity-mcp@1.4.1/files/dist/utils/perplexity-utils/costTracker.js";
const DEEPSEEK_PRICING = "https://api-docs.deepseek.com/quick_start/pricing";
const GEMINI_DOCS = "https://ai.google.dev/gemini-api/docs";

const HALF: OverlayTier = { multiplier: 0.5 };
const HALF_OF_UNCACHED: OverlayTier = { multiplier: 0.5, cache: "unstated" };

/** Facts beside the price table. Where rows of one model name the same thing, the last one holds. */
export const OVERLAY: readonly OverlayRow[] = [
  {
    provider: "anthropic",
    models: /^claude-/,
    serviceTiers: { batch: HALF },
    source: `${CLAUDE_DOCS}/models/haiku-5-5/overview, and the pages of the other models`,
    statedBy: "provider",
    checked: "2026-10-07",
  },
  fastRow("claude-opus-4-6", 6, { source: `${CLAUDE_DOCS}/build-with-claude/fast-mode`, statedBy: "provider" }),
  fastRow("claude-opus-4-7", 6, { source: MODEL_LIST, statedBy: "third-party" }),
  fastRow("claude-opus-4-8", 2, { source: MODEL_LIST, statedBy: "third-party" }),
  {
    provider: "anthropic",
    models: /^claude-(?:opus-4-[678]|sonnet-4-6|opus-5|sonnet-5|haiku-5|fable-5)/,
    regions: { us: 1.1 },
    source: `${CLAUDE_PRICES}#data-residency-pricing`,
    statedBy: "provider",
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
    source: `${CLAUDE_PRICES}#long-context-pricing, as it was while the long context was on offer`,
    statedBy: "provider",
    checked: "2026-04-30",
  },
  {
    provider: "mistral",
    models: ["mistral-large"],
    names: ["mistral-large-latest"],
    like: "mistral-large-2512",
    from: "2025-12-02",
    source:
      "https://github.com/mistralai/platform-docs-public/blob/222f4ba9/src/schema/models/models/mistral-large-3-25-12.ts",
    statedBy: "provider",
    checked: "2026-08-21",
  },
  {
    provider: "mistral",
    models: /./,
    serviceTiers: { batch: HALF_OF_UNCACHED },
    source: "https://docs.mistral.ai/studio-api/batch-processing",
    statedBy: "provider",
    checked: "2026-08-21",
  },
  {
    provider: "aws",
    models: /claude/,
    cacheWrite1hOfInput: 2,
    source: `${CLAUDE_DOCS}/build-with-claude/prompt-caching#pricing, and the rows of Opus 5.5 on Bedrock in genai-prices 0.1.8`,
    statedBy: "third-party",
    checked: "2026-09-23",
  },
  {
    provider: "aws",
    models: /./,
    serviceTiers: { batch: HALF_OF_UNCACHED },
    source: "https://docs.aws.amazon.com/bedrock/latest/userguide/capacity-limits-cost-optimization.html",
    statedBy: "provider",
    checked: "2026-10-07",
  },
  {
    provider: "azure",
    models: /^(?:gpt-|o[134](?:-|$))/,
    serviceTiers: { batch: HALF_OF_UNCACHED },
    source: "https://learn.microsoft.com/en-us/azure/foundry/openai/how-to/batch",
    statedBy: "provider",
    checked: "2026-03-17",
  },
  {
    provider: "google",
    models: /^gemini-/,
    serviceTiers: { batch: { multiplier: 0.5, cache: "standard" }, flex: HALF_OF_UNCACHED },
    source: `${GEMINI_DOCS}/optimization and ${GEMINI_DOCS}/batch-api`,
    statedBy: "provider",
    checked: "2026-08-13",
  },
  {
    provider: "google",
    models: ["gemini-3.7-flash", "gemini-3.8-flash"],
    serviceTiers: { priority: { multiplier: 1.8, cache: "unstated" } },
    source: "https://www.npmjs.com/package/@pydantic/genai-prices/v/0.1.8, in its notes on the two models",
    statedBy: "third-party",
    checked: "2026-08-13",
  },
  ...OPENAI_OVERLAY,
  {
    provider: "groq",
    models: /./,
    serviceTiers: { flex: { multiplier: 1 } },
    source: "https://console.groq.com/docs/flex-processing",
    statedBy: "provider",
    checked: "2026-11-21",
  },
  {
    provider: "groq",
    models: ["openai/gpt-oss-120b", "openai/gpt-oss-20b"],
    names: ["openai/gpt-oss-safeguard-20b"],
    like: "openai/gpt-oss-20b",
    source: "https://github.com/pydantic/genai-prices/issues/701",
    statedBy: "third-party",
    checked: "2026-11-21",
  },
  {
    provider: "deepseek",
    models: ["deepseek-chat", "deepseek-reasoner"],
    rates: { input: 0.56, cacheRead: 0.07, output: 1.68 },
    from: "2025-09-05T16:00:00Z",
    until: "2025-09-29T00:00:00Z",
    source: DEEPSEEK_PRICING,
    statedBy: "provider",
    checked: "2025-09-05",
  },
  {
    provider: "deepseek",
    models: ["deepseek-chat", "deepseek-reasoner"],
    withdrawn: true,
    from: "2025-09-29T00:00:00Z",
    source: "https://api-docs.deepseek.com/updates: the two names have stood for newer models since",
    statedBy: "provider",
    checked: "2025-12-01",
  },
  perplexityRow(["sonar"], [0.005, 0.008, 0.012], {
    source: "https://docs.perplexity.ai/docs/legacy/sonar/models/sonar",
    statedBy: "provider",
  }),
  perplexityRow(["sonar-reasoning"], [0.005, 0.008, 0.012], { source: PERPLEXITY_FEES, statedBy: "third-party" }),
  perplexityRow(["sonar-pro", "sonar-reasoning-pro"], [0.006, 0.01, 0.014], {
    source: PERPLEXITY_FEES,
    statedBy: "third-party",
  }),
  {
    provider: "perplexity",
    models: ["sonar-deep-research"],
    uncounted: "citation_tokens_unpriced",
    source: PERPLEXITY_PRICES,
    statedBy: "provider",
    checked: "2025-07-05",
  },
];

/** Fast mode, at a multiple of what the Opus models since 4.6 cost. */
function fastRow(model: string, times: number, by: Pick<OverlayRow, "source" | "statedBy">): OverlayRow {
  const fast: Rates = {
    input: 5 * times,
    output: 25 * times,
    cacheRead: 0.5 * times,
    cacheWrite5m: 6.25 * times,
    cacheWrite1h: 10 * times,
  };
  return { provider: "anthropic", models: [model], serviceTiers: { fast }, ...by, checked: MODEL_LIST_DATE };
}

function perplexityRow(
  models: readonly string[],
  [low, medium, high]: readonly [low: number, medium: number, high: number],
  by: Pick<OverlayRow, "source" | "statedBy">,
): OverlayRow {
  return { provider: "perplexity", models, requestFees: { low, medium, high }, ...by, checked: "2025-07-05" };
}
