import type { OverlayRow } from "./overlay.ts";
import type { Quote, QuoteOrReason, QuoteRequest } from "./quote.ts";
import { overRates, pickRates, type RateSchedule, scaleRates } from "./rates.ts";
import { tableProviderOf } from "./table-provider.ts";

const STANDARD_TIERS: ReadonlySet<string> = new Set(["", "standard", "default", "auto", "on_demand", "on-demand"]);
const ANYWHERE: ReadonlySet<string> = new Set(["", "global", "not_available"]);

/** A service tier in one spelling, empty when it is the standard one. */
export function normaliseTier(tier: unknown): string {
  const name = plainName(tier);
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
    const scaled = scaleRates(quote.schedule, terms.multiplier, false);
    return { ...quote, source, schedule: terms.withoutCachePrice ? withoutCacheRead(scaled) : scaled };
  }
  // Stated prices are those of short requests; providers serve long ones in the standard tier only, or say nothing.
  const limit = quote.schedule.tiers?.[0]?.fromInputTokens;
  const fees = { ...pickFees(quote.schedule) };
  const schedule = { ...fees, ...pickRates(scaleRates(terms, payable, true)) };
  const below = limit !== undefined && { belowInputTokens: limit, beyondReason: `tier_unpriced:${tier}` };
  return { ...quote, source, schedule, ...below };
}

/** The factor of a place. Only Anthropic names the place in its usage; elsewhere the model or its row does. */
export function applyRegion(quote: Quote, request: QuoteRequest, rows: readonly OverlayRow[]): QuoteOrReason {
  const { region } = request;
  if (region === "" || tableProviderOf(request.provider) !== "anthropic") return quote;
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

function withoutCacheRead(schedule: RateSchedule): RateSchedule {
  const { cacheRead: _, ...rest } = schedule;
  return rest.tiers === undefined ? rest : { ...rest, tiers: rest.tiers.map(({ cacheRead: __, ...tier }) => tier) };
}

function pickFees(schedule: RateSchedule): RateSchedule {
  const { perRequest, webSearch } = schedule;
  return { ...(perRequest !== undefined && { perRequest }), ...(webSearch !== undefined && { webSearch }) };
}

function plainName(value: unknown): string {
  if (typeof value !== "string") return "";
  return value
    .slice(0, 40)
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9_.-]/g, "_");
}
