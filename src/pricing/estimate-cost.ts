import type { Cost, PriceRequest } from "./cost.ts";
import { loadPriceTable, type PriceTable } from "./price-table.ts";
import { createPricing, type Pricing } from "./pricing.ts";
import type { PricingOptions } from "./pricing-options.ts";

let sharedTable: Promise<PriceTable> | undefined;

/**
 * Says what one model request costs, at the price that held when it started. The price table is loaded by the first call of the
 * process and kept. It never rejects: without a price the result has status `unpriced`, a reason and no `usd`.
 *
 * @example
 * ```ts
 * const cost = await estimateCost({
 *   provider: "anthropic",
 *   model: "claude-opus-5",
 *   usage: { inputTokens: 12_000, outputTokens: 800, cacheReadTokens: 10_000 },
 * });
 * console.log(cost.usd ?? cost.reason);
 * ```
 */
export async function estimateCost(request: PriceRequest, options?: PricingOptions): Promise<Cost> {
  const pricing = await loadedPricing(options);
  return pricing.price(request);
}

/** Pricing with its table loaded; the table is shared within the process. */
export async function loadedPricing(options?: PricingOptions): Promise<Pricing> {
  const pricing = createPricing(options, { loadTable: loadSharedTable });
  await pricing.load();
  return pricing;
}

function loadSharedTable(): Promise<PriceTable> {
  sharedTable ??= loadPriceTable();
  return sharedTable;
}
