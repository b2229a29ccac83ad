import { describeError } from "../../internal/guard.ts";
import type { Store, UnpricedCall } from "../store/store.ts";

/** What a call costs by the tables of whoever starts the inspector; without `usd` there is no price, and `reason` says why. */
export type Price = (call: UnpricedCall) => Promise<{ readonly usd?: number; readonly reason?: string }>;

/** Calls priced between two turns of the loop, and written at once. */
const BATCH = 200;
/** The shortest time between two rounds. */
const PAUSE_MILLIS = 500;

/**
 * Prices calls that came without a cost, a batch at a time, when data comes in. A call that has no price is given the reason and not asked about again.
 *
 * @returns what ends it, after the batch that is under way
 */
export function startPricing(
  store: Pick<Store, "unpriced" | "setCosts" | "onChange">,
  price: Price,
  report: (text: string) => void,
): () => Promise<void> {
  let isClosed = false;
  let hasNews = true;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> | undefined;
  // New calls come after those that were asked about; of these only the last batch is met again.
  let after: string | undefined;
  let refused = new Set<string>();

  const priceBatch = async (): Promise<boolean> => {
    const { calls, next } = await store.unpriced(BATCH, after);
    const costs = [];
    const without = new Set<string>();
    for (const call of calls) {
      if (isClosed) return false;
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
  const priceAll = async (): Promise<void> => {
    while (!isClosed && (await priceBatch())) await new Promise((resolve) => setImmediate(resolve));
  };
  const start = (): void => {
    if (isClosed || round !== undefined || timer !== undefined || !hasNews) return;
    hasNews = false;
    round = priceAll()
      .catch((error: unknown) => {
        if (!isClosed) report(`calls could not be priced: ${describeError(error)}`);
      })
      .finally(() => {
        round = undefined;
        timer = setTimeout(() => {
          timer = undefined;
          start();
        }, PAUSE_MILLIS).unref();
      });
  };
  const stop = store.onChange(({ spans, events }) => {
    if (spans === 0 && events === 0) return;
    hasNews = true;
    start();
  });
  start();
  return async () => {
    isClosed = true;
    stop();
    clearTimeout(timer);
    await round;
  };
}
