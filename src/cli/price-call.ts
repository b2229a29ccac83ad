import type { Price } from "../inspector/index.ts";

/** Prices calls with the tables of this package, which are loaded with the first one. */
export function priceByTables(): Price {
  let pricing: ReturnType<typeof load> | undefined;
  const load = async () => (await import("../pricing/estimate-cost.ts")).loadedPricing();
  return async (call) => {
    pricing ??= load();
    const { usd, reason } = (await pricing).price({
      provider: call.provider ?? "",
      model: call.model,
      usage: {
        ...known("inputTokens", call.inputTokens),
        ...known("outputTokens", call.outputTokens),
        ...known("cacheReadTokens", call.cacheReadTokens),
        ...known("cacheWriteTokens", call.cacheWriteTokens),
        ...known("reasoningTokens", call.reasoningTokens),
      },
      at: call.startUs / 1_000,
    });
    return { ...(usd !== undefined && { usd }), ...(reason !== undefined && { reason }) };
  };
}

function known<K extends string>(name: K, value: number | null): { readonly [name in K]?: number } {
  return value === null ? {} : ({ [name]: value } as { readonly [name in K]?: number });
}
