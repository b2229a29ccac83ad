import { describeError } from "../../internal/guard.ts";
import type { Store } from "../store/store.ts";
import { createBatchPricing, type Price } from "./batch-pricing.ts";

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
  const priceBatch = createBatchPricing(store, price, () => isClosed);

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
