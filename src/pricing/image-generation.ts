import type { Cost, PriceRequest } from "./cost.ts";

/**
 * Adds what images cost that a tool of the provider made: the tokens of the tool's model, at that model's own price. The cost is partial
 * where the model or its tokens are not known, and where some came from a cache, since nobody states here what cached images cost.
 */
export function withImages(cost: Cost, request: PriceRequest, price: (images: PriceRequest) => Cost): Cost {
  if (request.imageGeneration === undefined || cost.usd === undefined) return cost;
  const usd = imagesUsd(request, price);
  if (usd !== undefined) {
    const tools = (cost.parts?.tools ?? 0) + usd;
    return { ...cost, usd: cost.usd + usd, parts: { ...cost.parts, tools } };
  }
  return cost.status === "ok" ? { ...cost, status: "partial", reason: "no_image_generation_price" } : cost;
}

function imagesUsd(
  { provider, upstreamProvider, at, imageGeneration }: PriceRequest,
  price: (images: PriceRequest) => Cost,
): number | undefined {
  const { model, usage } = imageGeneration ?? {};
  if (model === undefined || usage === undefined || usage.cacheReadTokens) return undefined;
  const { usd, status } = price({ provider, upstreamProvider, model, usage, ...(at !== undefined && { at }) });
  return status === "ok" ? usd : undefined;
}
