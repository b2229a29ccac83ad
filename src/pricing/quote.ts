import type { CostSource, ModelMatch } from "./cost.ts";
import { findListPrice, type ListPrice } from "./list-price.ts";
import { normaliseModel } from "./model-name.ts";
import { type FoundOverride, type Overrides, splitModelKey } from "./overrides.ts";
import type { PriceInterval } from "./price-interval.ts";
import type { PriceTable } from "./price-table.ts";
import { overRates, type RateSchedule, scaleRates } from "./rates.ts";
import { isLocalProvider, listedAs, tableProviderOf } from "./table-provider.ts";
import { applyRegion, applyRequestFee, applyServiceTier } from "./terms.ts";

/** What decides the price of a request, apart from its usage and time. */
export interface QuoteRequest {
  readonly provider: string;
  /** The answering model, where it is known, then the one asked for. */
  readonly names: readonly string[];
  /** Empty when standard. */
  readonly serviceTier: string;
  /** Empty when not given. */
  readonly region: string;
  /** Empty when not given. */
  readonly upstreamProvider: string;
  readonly searchContextSize: "low" | "medium" | "high";
}

export interface QuoteTerms {
  /** A reason when there is no table (yet). */
  readonly table: PriceTable | string;
  readonly overrides: Overrides;
  readonly free: ReadonlySet<string>;
  /** What is left of the list price of a provider: 0.9 after 10 % off. */
  readonly payable: (provider: string) => number;
  readonly tierFallback: boolean;
}

/** The prices that hold for requests of one kind. */
export interface Quote {
  readonly schedule: RateSchedule;
  readonly source: Exclude<CostSource, "provider">;
  readonly modelKey?: string;
  readonly match?: ModelMatch;
  /** Worth knowing although the price stands. */
  readonly note?: string;
  /** The price leaves out what this names. */
  readonly partial?: string;
  /** No price is stated for requests with this much input or more. */
  readonly belowInputTokens?: number;
  readonly beyondReason?: string;
  /** There is no price for requests with cached tokens, for this reason. */
  readonly uncached?: string;
  readonly audioAsText: boolean;
  /** Prices the override leaves open could not be looked up, for this reason. */
  readonly awaiting?: string;
}

export type QuoteOrReason = Quote | { readonly reason: string };

const MAX_LIKES = 4;

/** Finds the price of a kind of request: overrides, free providers, then what the list says with the overlay over it. */
export function findQuote(request: QuoteRequest, terms: QuoteTerms, interval: PriceInterval, likes = 0): QuoteOrReason {
  const found = terms.overrides.find(request.provider, request.names, interval);
  const provider = tableProviderOf(request.provider);
  if (found === undefined && (isLocalProvider(provider) || terms.free.has(provider))) {
    return { schedule: {}, source: "free", audioAsText: true };
  }
  const like = found?.override.like;
  if (found !== undefined && like !== undefined) return quoteLike(request, terms, interval, found, like, likes);

  const list =
    typeof terms.table === "string"
      ? { reason: terms.table }
      : findListPrice(
          terms.table,
          listedAs(request.provider, request.upstreamProvider),
          listedNames(request),
          interval,
        );
  const quote = "reason" in list ? list : applyTerms(request, terms, list, found);
  if (found === undefined || !("reason" in list)) return quote;
  const awaiting = typeof terms.table === "string" ? terms.table : undefined;
  return overQuote(request, terms, found, { schedule: {}, source: "override", audioAsText: true }, awaiting);
}

/**
 * The names to look up in the list, in this order. Whatever was asked for, another model may have answered; not so on Bedrock, where the name that is asked
 * for says the place, which has a price, and a body of the vendor's has the vendor's own name. A router and a profile of one's own say neither.
 */
function listedNames({ provider, names }: QuoteRequest): readonly string[] {
  const [, asked] = names;
  const isBedrock = asked !== undefined && tableProviderOf(provider) === "aws";
  return isBedrock && !normaliseModel("aws", asked).startsWith("arn:") ? names.toReversed() : names.slice(0, 1);
}

function quoteLike(
  request: QuoteRequest,
  terms: QuoteTerms,
  interval: PriceInterval,
  found: FoundOverride,
  like: string,
  likes: number,
): QuoteOrReason {
  if (likes >= MAX_LIKES) return { reason: "override_cycle" };
  const [provider, model] = splitModelKey(like);
  const tierOwn = found.override.serviceTiers?.[request.serviceTier] !== undefined;
  const inner = { ...request, provider, upstreamProvider: "", names: [model], ...(tierOwn && { serviceTier: "" }) };
  const base = findQuote(inner, terms, interval, likes + 1);
  if ("reason" in base) return base;
  const factor = found.override.multiplier ?? 1;
  const scaled = { ...base, schedule: scaleRates(base.schedule, factor, true) };
  return overQuote(tierOwn ? request : { ...request, serviceTier: "" }, terms, found, scaled);
}

/** Puts the terms of the provider and of the user on a list price. */
function applyTerms(
  request: QuoteRequest,
  terms: QuoteTerms,
  list: ListPrice,
  found: FoundOverride | undefined,
): QuoteOrReason {
  const payable = terms.payable(tableProviderOf(request.provider));
  const base: Quote = {
    schedule: payable === 1 ? list.schedule : scaleRates(list.schedule, payable, true),
    source: list.overlaid ? "overlay" : "table",
    modelKey: list.modelKey,
    match: list.match,
    ...(list.note !== undefined && { note: list.note }),
    audioAsText: list.audioAsText,
  };
  const uncounted = list.rows.find((row) => row.uncounted)?.uncounted;
  const quote = uncounted === undefined ? base : { ...base, partial: uncounted };
  const withFee = applyRequestFee(quote, list.rows, request.searchContextSize, payable);
  if (found === undefined) {
    const served = applyServiceTier(withFee, request.serviceTier, list.rows, payable, terms.tierFallback);
    // Behind the tier: the factor of a place holds for the stated prices of one too.
    return "reason" in served ? served : applyRegion(served, request, list.rows);
  }
  const placed = applyRegion(withFee, request, list.rows);
  if ("reason" in placed) return placed;
  const scaled = { ...placed, schedule: scaleRates(placed.schedule, found.override.multiplier ?? 1, true) };
  return overQuote(request, terms, found, scaled, undefined, list);
}

/** Puts an override on whatever it inherits, then its service tier. */
function overQuote(
  request: QuoteRequest,
  terms: QuoteTerms,
  found: FoundOverride,
  base: Quote,
  awaiting?: string,
  list?: ListPrice,
): QuoteOrReason {
  const { override } = found;
  const quote: Quote = {
    ...base,
    schedule: overRates(base.schedule, override),
    source: "override",
    modelKey: found.modelKey,
    match: found.match,
    ...(awaiting !== undefined && { awaiting }),
  };
  const tier = request.serviceTier;
  const own = tier === "" ? undefined : override.serviceTiers?.[tier];
  if (own !== undefined) {
    const schedule =
      own.multiplier === undefined ? overRates(quote.schedule, own) : scaleRates(quote.schedule, own.multiplier, false);
    return { ...quote, schedule };
  }
  // A stated tier price belongs to the list price, which the override has replaced; a factor still applies.
  const rows = (list?.rows ?? []).filter((row) => {
    const listed = row.serviceTiers?.[tier];
    return listed !== undefined && "multiplier" in listed;
  });
  return applyServiceTier(quote, tier, rows, 1, terms.tierFallback);
}
