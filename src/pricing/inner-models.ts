import type { Advice, ImageGeneration } from "../semconv/usage.ts";
import type { Cost, PriceRequest } from "./cost.ts";
import { normaliseTier } from "./terms.ts";

type Price = (request: PriceRequest) => Cost;

/**
 * Adds what the models cost that tools of the provider ran inside a request, each at that model's own price. The cost is partial where such a
 * model or its tokens are not known.
 */
export function withInnerModels(cost: Cost, request: PriceRequest, price: Price): Cost {
  const { imageGeneration, advice } = request;
  if (cost.usd === undefined || (imageGeneration === undefined && advice === undefined)) return cost;
  const drawn =
    imageGeneration === undefined
      ? cost
      : withTool(cost, imagesUsd(request, imageGeneration, price), "no_image_generation_price");
  return advice === undefined ? drawn : withTool(drawn, adviceUsd(request, advice, price), "no_advisor_price");
}

function withTool(cost: Cost, usd: number | undefined, gap: string): Cost {
  if (usd !== undefined) {
    const tools = (cost.parts?.tools ?? 0) + usd;
    return { ...cost, usd: (cost.usd ?? 0) + usd, parts: { ...cost.parts, tools } };
  }
  return cost.status === "ok" ? { ...cost, status: "partial", reason: gap } : cost;
}

/** Nobody states here what cached images cost. */
function imagesUsd(request: PriceRequest, { model, usage }: ImageGeneration, price: Price): number | undefined {
  return usage?.cacheReadTokens ? undefined : innerUsd(request, model, usage, price);
}

/** Fast mode is the model's alone, a place holds for its advisor too, and what other tiers do to that one nobody states. */
function adviceUsd(request: PriceRequest, { model, usage }: Advice, price: Price): number | undefined {
  const tier = normaliseTier(request.serviceTier);
  if (tier !== "" && tier !== "fast") return undefined;
  return innerUsd(request, model, usage, price, request.region);
}

function innerUsd(
  { provider, upstreamProvider, at }: PriceRequest,
  model: string | undefined,
  usage: ImageGeneration["usage"],
  price: Price,
  region?: PriceRequest["region"],
): number | undefined {
  if (model === undefined || usage === undefined) return undefined;
  const { usd, status } = price({ provider, upstreamProvider, region, model, usage, ...(at !== undefined && { at }) });
  return status === "ok" ? usd : undefined;
}
