import { isList } from "../internal/own-keys.ts";
import type { PricingOptions } from "./pricing-options.ts";
import { validatePricing } from "./validate-pricing.ts";

type Usable = { -readonly [K in keyof PricingOptions]: PricingOptions[K] };

/** What can be used of options that may be wrong. Overrides and patterns are kept here and judged row by row. */
export function usableOptions(options: unknown): PricingOptions {
  try {
    const { enabled, overrides, patterns, discount, free, tierFallback, staleAfterDays } = options as PricingOptions;
    const given = { enabled, overrides, patterns, discount, free, tierFallback, staleAfterDays } as Usable;
    const problems = (field: keyof PricingOptions) => validatePricing("pricing", { [field]: given[field] }).length > 0;
    for (const field of ["enabled", "discount", "free", "tierFallback", "staleAfterDays"] as const) {
      if (problems(field)) delete given[field];
    }
    if (typeof given.overrides !== "object" || given.overrides === null) delete given.overrides;
    if (!isList(given.patterns)) delete given.patterns;
    return given;
  } catch {
    // A getter or a Proxy of the caller threw; validatePricing says so to whoever asks.
    return {};
  }
}
