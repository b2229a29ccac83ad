import type { Price } from "../inspector/index.ts";
import { recordedRequest } from "./reprice/recorded-request.ts";

/** Prices calls with the tables of this package, which are loaded with the first one. */
export function priceByTables(): Price {
  let pricing: ReturnType<typeof load> | undefined;
  const load = async () => (await import("../pricing/estimate-cost.ts")).loadedPricing();
  return async (call) => {
    pricing ??= load();
    const { usd, reason } = (await pricing).price(recordedRequest(call, call.attributes));
    return { ...(usd !== undefined && { usd }), ...(reason !== undefined && { reason }) };
  };
}
