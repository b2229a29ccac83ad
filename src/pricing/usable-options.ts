import type { PricingOptions } from "./pricing-options.ts";
import { validatePricing } from "./validate-pricing.ts";

/** What can be used of options that may be wrong. Overrides and patterns are kept here and judged row by row. */
export function usableOptions(options: unknown): PricingOptions {
  try {
    const given: { -readonly [K in keyof PricingOptions]: PricingOptions[K] } = { ...(options as PricingOptions) };
    const problems = (field: keyof PricingOptions) => validatePricing({ [field]: given[field] }).length > 0;
    for (const field of ["enabled", "discount", "free", "tierFallback", "staleAfterDays"] as const) {
      if (problems(field)) delete given[field];
    }
    if (typeof given.overrides !== "object" || given.overrides === null) delete given.overrides;
    if (!Array.isArray(given.patterns)) delete given.patterns;
    return given;
  } catch {
    // A getter or a Proxy of the caller threw; validatePricing says so to whoever asks.
    return {};
  }
}
