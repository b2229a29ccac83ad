import { amount, defined, field, path, word } from "../fields.ts";
import { reportedCostUsd } from "../openai/dialect.ts";
import type { ProviderReading } from "../reading.ts";
import { rawUsage } from "./usage.ts";

/** Providers whose packages for the AI SDK put what a request cost among the metadata. */
const COSTS = [["openrouter", "usage"], ["xai"], ["perplexity"]] as const;

/** What the steps of a result cost by the word of whoever bills them, and who served the last one behind a router. */
export function readBilling(steps: readonly unknown[]): Pick<ProviderReading, "reportedCostUsd" | "upstreamProvider"> {
  let sum: number | undefined = 0;
  for (const step of steps) {
    const cost = costOf(step);
    sum = cost === undefined || sum === undefined ? undefined : sum + cost;
  }
  const metadata = field(steps.at(-1), "providerMetadata");
  return defined({
    reportedCostUsd: sum,
    upstreamProvider:
      word(path(metadata, "gateway", "routing"), "finalProvider") ?? word(field(metadata, "openrouter"), "provider"),
  });
}

function costOf(step: unknown): number | undefined {
  const metadata = field(step, "providerMetadata");
  const told = gatewayCost(field(metadata, "gateway")) ?? reportedCostUsd(rawUsage(field(step, "usage"), step));
  if (told !== undefined) return told;
  for (const place of COSTS) {
    const cost = reportedCostUsd(path(metadata, ...place));
    if (cost !== undefined) return cost;
  }
  return undefined;
}

/** Vercel's gateway states it as text. With a key of one's own it charges nothing, and the vendor bills what it does not say. */
function gatewayCost(gateway: unknown): number | undefined {
  const cost = dollars(gateway, "cost");
  return cost === 0 && (dollars(gateway, "marketCost") ?? 0) > 0 ? undefined : cost;
}

function dollars(value: unknown, key: string): number | undefined {
  const stated = word(value, key);
  const cost = stated === undefined ? amount(value, key) : Number(stated);
  return cost !== undefined && Number.isFinite(cost) && cost >= 0 ? cost : undefined;
}
