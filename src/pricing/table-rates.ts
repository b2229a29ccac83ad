import type { RateField, RateSchedule, Rates, RateTier } from "./rates.ts";
import type { TablePrices } from "./table-prices.ts";

type TableField = Exclude<RateField, "webSearchPreview" | "codeInterpreter">;

/** The table's field for each price that it has, and what one unit of ours is in units of the table's. */
const TABLE_FIELDS: Readonly<Record<TableField, readonly [field: string, divisor: number]>> = {
  input: ["input_mtok", 1],
  output: ["output_mtok", 1],
  cacheRead: ["cache_read_mtok", 1],
  cacheWrite5m: ["cache_write_mtok", 1],
  cacheWrite1h: ["cache_write_1h_mtok", 1],
  audioInput: ["input_audio_mtok", 1],
  audioOutput: ["output_audio_mtok", 1],
  audioCacheRead: ["cache_audio_read_mtok", 1],
  imageInput: ["input_image_mtok", 1],
  imageOutput: ["output_image_mtok", 1],
  reasoning: ["output_reasoning_mtok", 1],
  perRequest: ["requests_kcount", 1000],
  webSearch: ["web_searches_kcount", 1000],
  fileSearch: ["storage_searches_kcount", 1000],
};

interface TieredPrice {
  readonly base: number;
  readonly tiers: readonly { readonly start: number; readonly price: number }[];
}

/** Reads a row's prices. The table's tiers begin above their `start`; ours begin at their first token. */
export function toSchedule(prices: TablePrices): RateSchedule {
  const base: { -readonly [K in RateField]?: number } = {};
  const tiered: [RateField, number, TieredPrice][] = [];
  for (const field of Object.keys(TABLE_FIELDS) as TableField[]) {
    const [name, divisor] = TABLE_FIELDS[field];
    const price = prices[name];
    if (typeof price === "number") base[field] = price / divisor;
    else if (isTiered(price)) {
      base[field] = price.base / divisor;
      tiered.push([field, divisor, price]);
    }
  }
  if (tiered.length === 0) return base;
  const starts = new Set(tiered.flatMap(([, , price]) => price.tiers.map((tier) => tier.start)));
  const tiers = [...starts]
    .sort((a, b) => a - b)
    .map((start): RateTier => {
      const rates: { -readonly [K in keyof Rates]?: number } = {};
      for (const [field, divisor, price] of tiered) rates[field] = priceAbove(price, start) / divisor;
      return { fromInputTokens: start + 1, ...rates };
    });
  return { ...base, tiers };
}

function priceAbove(price: TieredPrice, start: number): number {
  let reached = -1;
  let chosen = price.base;
  for (const tier of price.tiers) {
    if (tier.start > start || tier.start <= reached) continue;
    reached = tier.start;
    chosen = tier.price;
  }
  return chosen;
}

function isTiered(value: unknown): value is TieredPrice {
  return (
    typeof value === "object" && value !== null && "base" in value && "tiers" in value && Array.isArray(value.tiers)
  );
}
