import type { ModelMatch } from "./cost.ts";
import { findModel } from "./match-model.ts";
import type { PriceInterval } from "./price-interval.ts";
import type { RateSchedule } from "./rates.ts";
import { selectPrices } from "./table-prices.ts";
import { toSchedule } from "./table-rates.ts";

/** The provider of a row, as the table holds it; only what is read here. */
export interface TableProvider {
  readonly id: string;
  readonly models: readonly TableModel[];
  readonly fallback_model_providers?: readonly string[];
}

export interface TableModel {
  readonly id: string;
  readonly match: unknown;
  readonly prices: unknown;
}

/** Which prices a table is made of. */
export interface PriceTableInfo {
  readonly name: string;
  readonly version: string;
  /** The day the table was published; it knows no price that is newer. */
  readonly date: string;
}

/** A row of the table that is the model asked for, and not one whose name merely begins alike. */
export interface TableRow {
  /** The provider that states the price, by the table's name. */
  readonly provider: string;
  readonly model: string;
  readonly match: ModelMatch;
  readonly schedule: RateSchedule;
  /** The price is zero: the row is of a free model. */
  readonly free: boolean;
}

export interface PriceTable {
  readonly info: PriceTableInfo;
  hasProvider(provider: string): boolean;
  /** The row for a normalised name, with `interval` narrowed to the time in which the same prices hold. */
  find(provider: string, model: string, interval: PriceInterval): TableRow | undefined;
}

/** The pinned package. A test holds version and day to what is installed. */
export const BUNDLED_TABLE: PriceTableInfo = { name: "genai-prices", version: "0.1.8", date: "2026-09-23" };

/** Loads the bundled table, which the build makes of the package's: 3 ms once in a process. */
export async function loadPriceTable(): Promise<PriceTable> {
  return bundledTable(await import("@pydantic/genai-prices"));
}

/** The table, loaded by whoever asks. */
export function bundledTable({
  findProvider,
}: Pick<typeof import("@pydantic/genai-prices"), "findProvider">): PriceTable {
  const provider = (id: string): TableProvider | undefined => {
    const found = findProvider({ providerId: id });
    // The package also finds providers whose name merely contains this one.
    return found?.id === id ? found : undefined;
  };
  return createPriceTable(BUNDLED_TABLE, provider);
}

/** A table over any source of rows. */
function createPriceTable(info: PriceTableInfo, provider: (id: string) => TableProvider | undefined): PriceTable {
  return {
    info,
    hasProvider: (id) => provider(id) !== undefined,
    find(id, name, interval) {
      const own = provider(id);
      if (own === undefined) return undefined;
      const candidates = [own, ...(own.fallback_model_providers ?? []).map(provider)];
      for (const candidate of candidates) {
        const hit = candidate && findModel(candidate.models, name);
        if (!candidate || !hit) continue;
        if (hit.match === undefined) return undefined;
        const prices = selectPrices(hit.model.prices, interval);
        const schedule = toSchedule(prices);
        return {
          provider: candidate.id,
          model: hit.model.id,
          match: candidate === own ? hit.match : "alias",
          schedule,
          free: Object.keys(prices).length === 0 && /:free$|moderation/.test(hit.model.id),
        };
      }
      return undefined;
    },
  };
}
