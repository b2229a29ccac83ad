import type { ModelMatch } from "./cost.ts";
import { isFineTuned, normaliseModel } from "./model-name.ts";
import { otherUnitOf } from "./other-units.ts";
import { type OverlayRow, overlayRows } from "./overlay.ts";
import { findNewerPrice } from "./overlay-models.ts";
import { OVERLAY } from "./overlay-rows.ts";
import type { PriceInterval } from "./price-interval.ts";
import type { PriceTable } from "./price-table.ts";
import { overRates, type RateSchedule } from "./rates.ts";
import { pricedAs, tableProviderOf } from "./table-provider.ts";

/** What the provider's list says a model costs, before discounts, service tiers and overrides. */
export interface ListPrice {
  readonly schedule: RateSchedule;
  readonly modelKey: string;
  readonly match: ModelMatch;
  /** The overlay rows of the model; those with tiers, regions and fees are applied per request. */
  readonly rows: readonly OverlayRow[];
  readonly overlaid: boolean;
  /** Another provider than the one called states the price. */
  readonly note?: string;
  /** The provider charges audio as text where it states no audio price. */
  readonly audioAsText: boolean;
}

/** Google states one price for all kinds of input, except where its rows have a price for audio. */
const AUDIO_AS_TEXT: ReadonlySet<string> = new Set(["google"]);

/** The list price of the first of these names that has one, else the reason why the first has none. */
export function findListPrice(
  table: PriceTable,
  provider: string,
  names: readonly string[],
  interval: PriceInterval,
): ListPrice | { readonly reason: string } {
  let reason: string | undefined;
  for (const [index, name] of names.entries()) {
    const price = listPriceOf(table, provider, name, interval);
    if (!("reason" in price)) return index === 0 ? price : { ...price, match: "alias" };
    reason ??= price.reason;
  }
  return { reason: reason ?? "model_missing" };
}

function listPriceOf(
  table: PriceTable,
  provider: string,
  name: string,
  interval: PriceInterval,
): ListPrice | { readonly reason: string } {
  const as = pricedAs(provider, name);
  const model = normaliseModel(as.provider, as.model);
  if (isFineTuned(model)) return { reason: "fine_tuned_model" };
  if (!table.hasProvider(as.provider)) return { reason: "unknown_provider" };
  const newer = findNewerPrice(as.provider, model, interval);
  const row = newer ? { ...newer, free: false } : table.find(as.provider, model, interval);
  if (row === undefined) {
    const unit = otherUnitOf(as.provider, model);
    return { reason: unit === undefined ? "unknown_model" : `unit_unpriced:${unit}` };
  }

  const rows = overlayRows(OVERLAY, row.provider, row.model, model, interval);
  if (rows.some((each) => each.withdrawn)) return { reason: "price_withdrawn" };
  let schedule: RateSchedule = row.free ? { input: 0, output: 0 } : row.schedule;
  let overlaid = newer !== undefined;
  for (const each of rows) {
    const like = each.like === undefined ? undefined : table.find(row.provider, each.like, interval)?.schedule;
    const rates = like ?? each.rates;
    if (rates) schedule = like ?? overRates(schedule, rates);
    const write1h = each.cacheWrite1hOfInput;
    if (write1h !== undefined) schedule = addWrite1h(schedule, write1h);
    overlaid ||= rates !== undefined;
  }
  if (Object.keys(schedule).length === 0) return { reason: "no_price" };
  const billed = tableProviderOf(provider) === row.provider;
  // Another provider's price is taken without that provider's terms: who is called has its own.
  const termRows = as.provider === row.provider ? rows : overlayRows(OVERLAY, as.provider, row.model, model, interval);
  for (const { fees } of termRows) if (fees) schedule = overRates(schedule, fees);
  return {
    schedule,
    modelKey: `${row.provider}/${rows.some((each) => each.names) ? model : row.model}`,
    match: billed ? row.match : "alias",
    rows: termRows,
    overlaid,
    ...(!billed && { note: `priced_as:${row.provider}` }),
    audioAsText: AUDIO_AS_TEXT.has(row.provider),
  };
}

function addWrite1h(schedule: RateSchedule, timesInput: number): RateSchedule {
  if (schedule.cacheWrite1h !== undefined || schedule.input === undefined) return schedule;
  const tiers = schedule.tiers?.map((tier) =>
    tier.input === undefined ? tier : { ...tier, cacheWrite1h: tier.input * timesInput },
  );
  return { ...schedule, cacheWrite1h: schedule.input * timesInput, ...(tiers && { tiers }) };
}
