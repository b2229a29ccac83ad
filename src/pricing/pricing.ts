import { ownKeys } from "../internal/own-keys.ts";
import { headOf } from "../internal/text-head.ts";
import { checkUsage, type Usage } from "../semconv/usage.ts";
import type { Cost, PriceRequest } from "./cost.ts";
import { priceParts } from "./cost-parts.ts";
import { withInnerModels } from "./inner-models.ts";
import { compileOverrides } from "./overrides.ts";
import { intervalAround, type PriceInterval } from "./price-interval.ts";
import { loadPriceTable, type PriceTable, type PriceTableInfo } from "./price-table.ts";
import type { PricingOptions } from "./pricing-options.ts";
import { findQuote, type Quote, type QuoteOrReason, type QuoteTerms } from "./quote.ts";
import { createQuoteKeys, type QuoteNames } from "./quote-key.ts";
import { ratesAt } from "./rates.ts";
import { createTableAge } from "./table-age.ts";
import { tableProviderOf } from "./table-provider.ts";
import { normaliseRegion, normaliseTier } from "./terms.ts";
import { usableOptions } from "./usable-options.ts";

/** Finds what model requests cost. */
export interface Pricing {
  /**
   * Loads the price table, once. It never rejects: when the table cannot be loaded, models that need it stay unpriced with
   * reason `table_unavailable`.
   */
  load(): Promise<void>;
  /** The table is loaded. */
  readonly ready: boolean;
  /**
   * The cost of one request. It never throws. Before `load`, only overrides, free providers and costs that the provider reports
   * give a number; the rest is unpriced with reason `table_not_loaded`.
   *
   * @param mended - what `checkUsage` mended of `request.usage`, when that holds its invariants already
   */
  price(request: PriceRequest, mended?: readonly string[]): Cost;
  /** The loaded table. */
  readonly table: PriceTableInfo | undefined;
  /** Says how old the loaded table is, when it is older than `staleAfterDays`. */
  readonly staleNote: string | undefined;
}

export interface PricingDependencies {
  /** @defaultValue the table of the installed package */
  readonly loadTable?: () => Promise<PriceTable>;
  /** A table that is loaded already. */
  readonly table?: PriceTable | undefined;
  /** Milliseconds since 1970. @defaultValue the clock */
  readonly now?: () => number;
  /** Told what the operator should know, at most once for each key. */
  readonly warn?: (key: string, message: string) => void;
}

interface KnownQuote {
  readonly interval: PriceInterval;
  readonly quote: QuoteOrReason;
  /** What every cost with this quote has in common. */
  readonly origin: Pick<Cost, "source" | "table" | "tableDate" | "modelKey" | "match">;
}

/** Kinds of request remembered at once; a process that meets more starts over. */
const MAX_QUOTES = 1000;
const MAX_NAME_LENGTH = 300;
/** A date is written in fewer; longer texts are none. */
const MAX_DATE_CHARS = 64;
const MAX_DATE_MILLIS = 8.64e15;

/** Makes pricing from options. It loads nothing; options that `validatePricing` complains about are left out. */
export function createPricing(given: PricingOptions = {}, dependencies: PricingDependencies = {}): Pricing {
  const options = usableOptions(given);
  const { loadTable = loadPriceTable, now = Date.now, warn = () => {} } = dependencies;
  const fixed = resolveTerms(options);
  const quotes = new Map<string, KnownQuote>();
  const keyOf = createQuoteKeys();
  let terms: QuoteTerms = { ...fixed, table: dependencies.table ?? "table_not_loaded" };
  let loading = dependencies.table === undefined ? undefined : Promise.resolve();

  const tableInfo = (): PriceTableInfo | undefined => (typeof terms.table === "string" ? undefined : terms.table.info);
  const age = createTableAge({ table: tableInfo, now, warn, limitDays: options.staleAfterDays });
  const setTable = (table: PriceTable | string): void => {
    terms = { ...fixed, table };
    quotes.clear();
  };
  return {
    load: () => {
      if (options.enabled === false) return Promise.resolve();
      loading ??= loadTable().then(setTable, () => setTable("table_unavailable"));
      return loading;
    },
    get ready() {
      return typeof terms.table !== "string";
    },
    get table() {
      return tableInfo();
    },
    get staleNote() {
      return age.note();
    },
    price: (request, mended) => {
      try {
        return options.enabled === false ? unpriced("pricing_disabled") : priceRequest(request, mended);
      } catch {
        // Only a request that cannot be read gets here: a throwing getter or a revoked Proxy.
        return unpriced("invalid_request");
      }
    },
  };

  function priceRequest(request: PriceRequest, known: readonly string[] | undefined): Cost {
    const reported = request.reportedCostUsd;
    if (typeof reported === "number" && reported >= 0 && Number.isFinite(reported)) {
      return { usd: reported, source: "provider", status: "ok" };
    }
    const { quote, origin } = quoteFor(request);
    if (!("reason" in quote) && quote.source === "free") return { usd: 0, ...origin, status: "ok" };
    if (request.usageIncomplete === true) return { ...origin, status: "incomplete", reason: "usage_incomplete" };
    if ("reason" in quote) {
      if (quote.reason === "unknown_model") age.warnOnce();
      return { ...origin, status: "unpriced", reason: quote.reason };
    }
    const { usage, mended } = known === undefined ? checkUsage(request.usage) : { usage: request.usage, mended: known };
    const own = priceUsage(usage, quote, request.uncounted, request.isSum === true);
    const cost = withInnerModels(own, request, (inner) => priceRequest(inner, undefined));
    const { usd, parts, status, reason } = cost;
    if (usd === undefined || parts === undefined) return { ...origin, ...cost };
    const broken = mended.length > 0 ? `usage_mended:${mended[0]}` : undefined;
    if (request.usageEstimated === true) return { ...origin, ...cost, status: "incomplete", reason: "usage_estimated" };
    if (broken !== undefined) return { ...origin, ...cost, status: "partial", reason: broken };
    // A second spread is what takes longest of pricing.
    return reason === undefined ? { ...origin, usd, parts, status } : { ...origin, usd, parts, status, reason };
  }

  function quoteFor(request: PriceRequest): KnownQuote {
    const size = request.searchContextSize;
    const named: QuoteNames = {
      provider: readName(request.provider),
      model: readName(request.model),
      requestModel: readName(request.requestModel),
      serviceTier: readName(request.serviceTier),
      region: readName(request.region),
      upstreamProvider: readName(request.upstreamProvider),
      searchContextSize: size === "medium" || size === "high" ? size : "low",
    };
    const at = readInstant(request.at, now);
    const key = keyOf(named);
    const known = quotes.get(key);
    if (known !== undefined && at >= known.interval.from && at < known.interval.until) return known;

    const { provider, model, requestModel, upstreamProvider, searchContextSize } = named;
    const names = [model, requestModel].filter((name, index, all) => name !== "" && all.indexOf(name) === index);
    const interval = intervalAround(at);
    const asked = {
      provider,
      names,
      serviceTier: normaliseTier(named.serviceTier),
      region: normaliseRegion(named.region),
      upstreamProvider,
      searchContextSize,
    } as const;
    const quote = findQuote(asked, terms, interval);
    const found = { interval, quote, origin: originOf(quote, terms.table) };
    if (quotes.size >= MAX_QUOTES) quotes.clear();
    quotes.set(key, found);
    return found;
  }
}

function priceUsage(usage: Usage, quote: Quote, uncounted: string | undefined, isSum: boolean): Cost {
  if (!usage.inputTokens && !usage.outputTokens && !usage.webSearches && !usage.fileSearches)
    return unpriced("usage_missing");
  const total = usage.inputTokens ?? 0;
  // How long each request of a sum was is not known.
  const inputTokens = isSum ? 0 : total;
  if (quote.belowInputTokens !== undefined && inputTokens >= quote.belowInputTokens) {
    return unpriced(quote.beyondReason ?? "no_price");
  }
  if (quote.uncached !== undefined && (usage.cacheReadTokens || usage.cacheWriteTokens))
    return unpriced(quote.uncached);
  const priced = priceParts(usage, ratesAt(quote.schedule, inputTokens), { audioAsText: quote.audioAsText });
  const gap = priced.gaps[0];
  const open = priced.borrowed || priced.gaps.some((each) => each.startsWith("no_"));
  if (quote.awaiting !== undefined && open) return unpriced(quote.awaiting);
  if (gap !== undefined && Object.keys(priced.parts).length === 0) return unpriced(gap);
  const { usd, parts } = priced;
  const maybeLong = isSum && total >= longFrom(quote) ? "long_requests_unpriced" : undefined;
  const partial = gap ?? quote.partial ?? uncounted ?? maybeLong;
  if (partial !== undefined) return { usd, parts, status: "partial", reason: partial };
  return { usd, parts, status: "ok", ...(quote.note !== undefined && { reason: quote.note }) };
}

/** From how many tokens of input on requests have another price, or none. */
function longFrom({ schedule, belowInputTokens = Number.POSITIVE_INFINITY }: Quote): number {
  return Math.min(belowInputTokens, ...(schedule.tiers ?? []).map(({ fromInputTokens }) => fromInputTokens));
}

function resolveTerms(options: PricingOptions): Omit<QuoteTerms, "table"> {
  const { discount = 0, free = [] } = options;
  const byProvider = new Map<string, number | undefined>();
  if (typeof discount === "object") {
    for (const provider of ownKeys(discount, MAX_QUOTES).keys)
      byProvider.set(tableProviderOf(provider), discount[provider]);
  }
  const general = typeof discount === "number" ? discount : 0;
  return {
    overrides: compileOverrides(options),
    free: new Set(free.map(tableProviderOf)),
    payable: (provider) => 1 - shareOf(byProvider.get(provider) ?? general),
    tierFallback: options.tierFallback === "standard",
  };
}

function shareOf(discount: unknown): number {
  return typeof discount === "number" && discount >= 0 && discount <= 1 ? discount : 0;
}

function originOf(quote: QuoteOrReason, table: PriceTable | string): KnownQuote["origin"] {
  const source = "reason" in quote ? undefined : quote.source;
  const info = typeof table === "string" || source === "free" ? undefined : table.info;
  return {
    ...(source !== undefined && { source }),
    ...(info && { table: `${info.name}@${info.version}`, tableDate: info.date }),
    ...(!("reason" in quote) && quote.modelKey !== undefined && { modelKey: quote.modelKey }),
    ...(!("reason" in quote) && quote.match !== undefined && { match: quote.match }),
  };
}

function unpriced(reason: string): Cost {
  return { status: "unpriced", reason };
}

function readName(value: unknown): string {
  return typeof value === "string" ? headOf(value, MAX_NAME_LENGTH) : "";
}

function readInstant(at: unknown, now: () => number): number {
  const millis =
    typeof at === "string" ? Date.parse(headOf(at, MAX_DATE_CHARS)) : at instanceof Date ? at.getTime() : at;
  return typeof millis === "number" && Math.abs(millis) <= MAX_DATE_MILLIS ? millis : now();
}
