import type { ModelMatch } from "./cost.ts";
import { stripVersion } from "./model-name.ts";
import type { StatedBy } from "./overlay.ts";
import { type PriceInterval, within } from "./price-interval.ts";
import type { RateSchedule } from "./rates.ts";
import { selectPrices } from "./table-prices.ts";
import { toSchedule } from "./table-rates.ts";

/** A model that the price table lacks: most came out after it. */
export interface OverlayModel {
  /** Both by the names the table would use. */
  readonly provider: string;
  readonly model: string;
  /** Prices, or rows of prices with conditions as the table writes them. */
  readonly schedule: RateSchedule | readonly unknown[];
  /** Inclusive. Earlier requests have the price of the table, if any. */
  readonly from?: string;
  readonly source: string;
  readonly statedBy: StatedBy;
  /** The day on which the source said so. */
  readonly checked: string;
}

const HAIKU_PAGE = "https://platform.claude.com/docs/en/models/haiku-5-5/overview";
/** Says to have compared every rate with the provider's price page on that day, the cut of Sonnet's cache reads among them. */
const CLAUDE_CHECK = "https://github.com/kurofune/claudit/releases/tag/v1.9.2";
const CLAUDE_CHECKED = "2026-10-24";

/** MIT licensed; each file states the price list of one provider model by model. */
const MODEL_LISTS = "https://github.com/Portkey-AI/models/tree/f654307ec968cc9c8a54f2139fb79ede59c3d688/pricing";
const MODEL_LISTS_DATE = "2026-08-21";

const DEEPSEEK_LIST = "https://api-docs.deepseek.com/quick_start/pricing?check=20261115";
const FLASH_PEAK = { input_mtok: 0.3, cache_read_mtok: 0.006, output_mtok: 1.2 };
const FLASH_PRICES = [
  { constraint: { start_date: "2026-09-10" }, prices: { input_mtok: 0.15, cache_read_mtok: 0.003, output_mtok: 0.6 } },
  { constraint: { start_time: "01:00:00Z", end_time: "04:00:00Z" }, prices: FLASH_PEAK },
  { constraint: { start_time: "06:00:00Z", end_time: "10:00:00Z" }, prices: FLASH_PEAK },
];

export const OVERLAY_MODELS: readonly OverlayModel[] = [
  {
    provider: "anthropic",
    model: "claude-sonnet-5-5",
    schedule: { input: 2, output: 10, cacheRead: 0.1, cacheWrite5m: 2.5, cacheWrite1h: 4, webSearch: 0.01 },
    from: "2026-10-07",
    source: CLAUDE_CHECK,
    statedBy: "third-party",
    checked: CLAUDE_CHECKED,
  },
  {
    provider: "anthropic",
    model: "claude-haiku-5-5",
    schedule: {
      ...{ input: 0.1, output: 0.5, cacheRead: 0.01, cacheWrite5m: 0.125, cacheWrite1h: 0.2, webSearch: 0.01 },
      tiers: [
        { fromInputTokens: 100_001, input: 0.5, output: 2.5, cacheRead: 0.05, cacheWrite5m: 0.625, cacheWrite1h: 1 },
      ],
    },
    source: `${HAIKU_PAGE} and ${CLAUDE_CHECK}`,
    statedBy: "provider",
    checked: CLAUDE_CHECKED,
  },
  ...["deepseek-flash", "deepseek-v4-flash"].map((model) => ({
    provider: "deepseek",
    model,
    schedule: FLASH_PRICES,
    from: "2026-09-10T04:00:00Z",
    source: DEEPSEEK_LIST,
    statedBy: "provider" as const,
    checked: "2026-11-15",
  })),
  {
    provider: "aws",
    model: "amazon.titan-embed-text-v2",
    schedule: { input: 0.02 },
    source: `${MODEL_LISTS}/bedrock.json`,
    statedBy: "third-party",
    checked: MODEL_LISTS_DATE,
  },
  {
    // The table's row of the first generation has the same prices; the second one is another model of the same name.
    provider: "google",
    model: "claude-3-5-sonnet-v2",
    schedule: { input: 3, output: 15, cacheRead: 0.3, cacheWrite5m: 3.75 },
    source: `${MODEL_LISTS}/vertex-ai.json, and the model's rows of Anthropic and Bedrock in genai-prices 0.1.8`,
    statedBy: "third-party",
    checked: MODEL_LISTS_DATE,
  },
];

/** A newer price as a row of the table would give it. */
export interface NewerPrice {
  readonly provider: string;
  readonly model: string;
  readonly match: ModelMatch;
  readonly schedule: RateSchedule;
}

/** The newer price of a model, by its name or its name with a date behind it. */
export function findNewerPrice(provider: string, name: string, interval: PriceInterval): NewerPrice | undefined {
  const bare = stripVersion(name);
  const row = OVERLAY_MODELS.find(
    (each) => each.provider === provider && each.model === bare && within(interval, each.from, undefined),
  );
  if (row === undefined) return undefined;
  const { schedule, model } = row;
  const prices = isSchedule(schedule) ? schedule : toSchedule(selectPrices(schedule, interval));
  return { provider, model, match: model === name ? "exact" : "dated", schedule: prices };
}

function isSchedule(schedule: RateSchedule | readonly unknown[]): schedule is RateSchedule {
  return !Array.isArray(schedule);
}
