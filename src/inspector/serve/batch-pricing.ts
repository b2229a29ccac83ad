import type { Store, UnpricedCall } from "../store/store.ts";

/** What a call costs by the tables of whoever starts the inspector; without `usd` there is no price, and `reason` says why. */
export type Price = (
  call: UnpricedCall,
) => Promise<{ readonly usd?: number | undefined; readonly reason?: string | undefined }>;

/** Calls priced between two turns of the loop, and written at once. */
const BATCH = 200;

/**
 * Prices calls that came without a cost, a batch with each call of what it returns. A call that has no price is given the reason and not asked about again.
 *
 * @param isEnded - asked between calls; once it says yes, nothing more is written
 * @returns says whether there may be more
 */
export function createBatchPricing(
  store: Pick<Store, "unpriced" | "setCosts">,
  price: Price,
  isEnded: () => boolean = () => false,
): () => Promise<boolean> {
  // New calls come after those that were asked about; of these only the last batch is met again.
  let after: string | undefined;
  let refused = new Set<string>();
  return async () => {
    const { calls, next } = await store.unpriced(BATCH, after);
    const costs = [];
    const without = new Set<string>();
    for (const call of calls) {
      if (isEnded()) return false;
      const { traceId, spanId } = call;
      const key = `${traceId}/${spanId}`;
      const { usd, reason = "no price is known" } = refused.has(key) ? {} : await price(call);
      if (usd !== undefined) costs.push({ traceId, spanId, usd });
      else {
        if (!refused.has(key)) costs.push({ traceId, spanId, usd: null, reason });
        without.add(key);
      }
    }
    if (costs.length > 0) await store.setCosts(costs);
    refused = without;
    after = next ?? after;
    return next !== undefined;
  };
}
