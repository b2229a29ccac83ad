import { type PriceInterval, within } from "./price-interval.ts";
import type { Rates, RateTier } from "./rates.ts";

/** What a tier of service does to a price: prices that are stated, or a factor that the provider states. */
export type OverlayTier =
  | Rates
  | {
      readonly multiplier: number;
      /** What cached tokens cost in this tier. @defaultValue "scaled" */
      readonly cache?: TierCache;
    };

/**
 * `scaled`: the factor holds for them too. `standard`: they cost what they cost in the standard tier. `as_input`: they cost what input
 * costs. `unstated`: nobody says, so that a request with cached tokens has no price.
 */
export type TierCache = "scaled" | "standard" | "as_input" | "unstated";

/** `provider`: a page or file of the provider's own. `third-party`: somebody who says to have read it there. */
export type StatedBy = "provider" | "third-party";

/** A fact that the price table lacks or has wrong. Every row names where it is stated; a guess is no row. */
export interface OverlayRow {
  /** Both by the table's names. */
  readonly provider: string;
  readonly models: readonly string[] | RegExp;
  /** Only for the model called by one of these names. @defaultValue any name of the model */
  readonly names?: readonly string[];
  /** Prices that replace those of the table. */
  readonly rates?: Rates & { readonly tiers?: readonly RateTier[] };
  /** The price of another model of the same provider holds. */
  readonly like?: string;
  /** Cache writes for an hour cost this many times the input, where the table states no price for them. */
  readonly cacheWrite1hOfInput?: number;
  readonly serviceTiers?: Readonly<Record<string, OverlayTier>>;
  /** A factor on tokens for a place of computation. */
  readonly regions?: Readonly<Record<string, number>>;
  /** Fees that the table does not know, charged where a request uses what they are for. */
  readonly fees?: Pick<Rates, "webSearchPreview">;
  /** USD per request by search context size. */
  readonly requestFees?: Readonly<Record<"low" | "medium" | "high", number>>;
  /** The table's price is known to be wrong and the right one is not known. */
  readonly withdrawn?: true;
  /** Something is billed that no usage counts: the reason that makes the cost partial. */
  readonly uncounted?: string;
  /** Inclusive, and exclusive. */
  readonly from?: string;
  readonly until?: string;
  readonly source: string;
  readonly statedBy: StatedBy;
  /** The day on which the source said so: for a stored page of no known day, the latest day that the page itself shows. */
  readonly checked: string;
}

/** The rows that hold for a model at an instant, in the order of the table. */
export function overlayRows(
  rows: readonly OverlayRow[],
  provider: string,
  model: string,
  name: string,
  interval: PriceInterval,
): OverlayRow[] {
  return rows.filter(
    (row) =>
      row.provider === provider &&
      (row.models instanceof RegExp ? row.models.test(model) : row.models.includes(model)) &&
      (row.names === undefined || row.names.includes(name)) &&
      within(interval, row.from, row.until),
  );
}
