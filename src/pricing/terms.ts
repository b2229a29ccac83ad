import type { OverlayRow, TierCache } from "./overlay.ts";
import type { Quote, QuoteOrReason, QuoteRequest } from "./quote.ts";
import { overRates, pickFees, pickRates, type RateSchedule, type Rates, scaleRates } from "./rates.ts";
import { tableProviderOf } from "./table-provider.ts";

const STANDARD_TIERS: ReadonlySet<string> = new Set(["", "standard", "default", "auto", "on_demand", "on-demand"]);
const ANYWHERE: ReadonlySet<string> = new Set(["", "global", "not_available"]);

/** What Vertex AI calls tiers that have a common name. */
const TIER_NAMES: ReadonlyMap<string, string> = new Map([
  ["on_demand_flex", "flex"],
  ["on_demand_priority", "priority"],
]);

/** A service tier in one spelling, empty when it is the standard one. */
export function normaliseTier(tier: unknown): string {
  const given = plainName(tier);
  const name = TIER_NAMES.get(given) ?? given;
  return STANDARD_TIERS.has(name) ? "" : name;
}

/** A region in one spelling, empty when it is none in particular. */
export function normaliseRegion(region: unknown): string {
  const name = plainName(region);
  return ANYWHERE.has(name) ? "" : name;
}

/** Prices of a service tier: stated ones, a stated factor, or the reason that there is none. */
export function applyServiceTier(
  quote: Quote,
  tier: string,
  rows: readonly OverlayRow[],
  payable: number,
  fallback: boolean,
): QuoteOrReason {
  if (tier === "") return quote;
  const terms = rows.findLast((row) => row.serviceTiers?.[tier] !== undefined)?.serviceTiers?.[tier];
  if (terms === undefined) {
    return fallback ? { ...quote, partial: `tier_fallback:${tier}` } : { reason: `tier_unpriced:${tier}` };
  }
  const source = quote.source === "override" ? "override" : "overlay";
  if ("multiplier" in terms) {
    const schedule = cachePriced(scaleRates(quote.schedule, terms.multiplier, false), quote.schedule, terms.cache);
    return { ...quote, source, schedule, ...(terms.cache === "unstated" && { uncached: `tier_unpriced:${tier}` }) };
  }
  // Stated prices are those of short requests; providers serve long ones in the standard tier only, or say nothing.
  const limit = quote.schedule.tiers?.[0]?.fromInputTokens;
  const schedule = { ...pickFees(quote.schedule), ...pickRates(scaleRates(terms, payable, true)) };
  const below = limit !== undefined && { belowInputTokens: limit, beyondReason: `tier_unpriced:${tier}` };
  return { ...quote, source, schedule, ...below };
}

/** Providers that price by place without saying so in the model's name. Azure's price for a data zone or a region differs by model. */
const PRICED_BY_PLACE: ReadonlySet<string> = new Set(["anthropic", "azure"]);

/** The factor of a place. On Bedrock the model's name says it; elsewhere than here the place changes nothing that is known. */
export function applyRegion(quote: Quote, request: QuoteRequest, rows: readonly OverlayRow[]): QuoteOrReason {
  const { region } = request;
  if (region === "" || !PRICED_BY_PLACE.has(tableProviderOf(request.provider))) return quote;
  const factor = rows.findLast((row) => row.regions?.[region] !== undefined)?.regions?.[region];
  if (factor === undefined) return { reason: `region_unpriced:${region}` };
  return { ...quote, source: "overlay", schedule: scaleRates(quote.schedule, factor, false) };
}

/** The fee of a request whose search context has this size. */
export function applyRequestFee(
  quote: Quote,
  rows: readonly OverlayRow[],
  size: "low" | "medium" | "high",
  payable: number,
): Quote {
  const fees = rows.findLast((row) => row.requestFees !== undefined)?.requestFees;
  if (fees === undefined) return quote;
  return { ...quote, source: "overlay", schedule: overRates(quote.schedule, { perRequest: fees[size] * payable }) };
}

function cachePriced(scaled: RateSchedule, standard: RateSchedule, cache: TierCache = "scaled"): RateSchedule {
  if (cache === "scaled" || cache === "unstated") return scaled;
  const tiers = scaled.tiers?.map((tier, index) => withCacheReads(tier, standard.tiers?.[index] ?? {}, cache));
  return { ...withCacheReads(scaled, standard, cache), ...(tiers && { tiers }) };
}

function withCacheReads<R extends Rates>(scaled: R, standard: Rates, cache: "standard" | "as_input"): R {
  const { cacheRead: _, ...rest } = scaled;
  if (cache === "as_input") return rest as R;
  const cacheRead = standard.cacheRead ?? standard.input;
  const { audioCacheRead } = standard;
  return {
    ...(rest as R),
    ...(cacheRead !== undefined && { cacheRead }),
    ...(audioCacheRead !== undefined && { audioCacheRead }),
  };
}

function plainName(value: unknown): string {
  if (typeof value !== "string") return "";
  return value
    .slice(0, 40)
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9_.-]/g, "_");
}
