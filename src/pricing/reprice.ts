import type { Cost, PriceRequest } from "./cost.ts";
import { loadedPricing } from "./estimate-cost.ts";
import type { PricingOptions } from "./pricing-options.ts";

/** A request as it was recorded: what it used, when it started, and what it was thought to cost. */
export interface RepriceRecord extends Omit<PriceRequest, "at"> {
  /** When the request started; milliseconds since 1970 when a number, an ISO 8601 time when a text. */
  readonly startTime: Date | number | string;
  /** The cost on record, in USD. */
  readonly recordedUsd?: number | undefined;
}

/** A recorded request with its cost on record and at the prices of now. */
export interface RepriceResult<R extends RepriceRecord = RepriceRecord> {
  readonly record: R;
  /** The cost on record, in USD. */
  readonly before?: number;
  readonly after: Cost;
  /** `after` less `before`, in USD; absent when either is. */
  readonly change?: number;
}

/**
 * Prices recorded requests again, each at the prices of its own start time, with the table and the options of now. It takes time for each
 * record and never rejects.
 */
export async function reprice<R extends RepriceRecord>(
  records: Iterable<R>,
  options?: PricingOptions,
): Promise<RepriceResult<R>[]> {
  const pricing = await loadedPricing(options);
  const results: RepriceResult<R>[] = [];
  try {
    for (const record of records) {
      const after = pricing.price(requestOf(record));
      const before = recordedUsd(record);
      const change = before === undefined || after.usd === undefined ? undefined : after.usd - before;
      results.push({ record, ...(before !== undefined && { before }), after, ...(change !== undefined && { change }) });
    }
  } catch {
    // What gives the records is not iterable, or broke off: the rest cannot be had.
  }
  return results;
}

/** The record as a request, without copying it; one that cannot be read gets the status `unpriced`. */
function requestOf(record: RepriceRecord): PriceRequest {
  const isObject = typeof record === "object" && record !== null;
  const request = Object.create(isObject ? record : null);
  return Object.defineProperty(request, "at", { get: () => record.startTime });
}

function recordedUsd(record: RepriceRecord): number | undefined {
  try {
    const usd: unknown = record.recordedUsd;
    return typeof usd === "number" && Number.isFinite(usd) ? usd : undefined;
  } catch {
    return undefined;
  }
}
