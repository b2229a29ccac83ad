import type { RateSchedule } from "./rates.ts";

/** Prices for a tier of service: a factor on the standard token prices, or prices that replace them. */
export type ServiceTierPrice = { readonly multiplier: number } | (RateSchedule & { readonly multiplier?: undefined });

/**
 * Prices you know better, in USD: token prices per million tokens, `perRequest`, `webSearch`, `webSearchPreview`, `fileSearch` and `codeInterpreter` for one
 * each. What is not given is what the model would cost otherwise; a price that is given holds in every context tier, unless `tiers` are given too.
 *
 * @example
 * ```ts
 * const overrides = {
 *   "openai/gpt-6.2-astra": { input: 8, output: 40, cacheRead: 0.8 },
 *   "azure.ai.openai/my-deployment": { like: "openai/gpt-5.5", multiplier: 1.1 },
 * };
 * ```
 */
export interface PriceOverride extends RateSchedule {
  /** Takes the prices of this `provider/model`. */
  readonly like?: string | undefined;
  /** A factor on everything that is inherited. @defaultValue 1 */
  readonly multiplier?: number | undefined;
  /** By the name of the tier (`batch`, `flex`, `priority` ...): a factor on the token prices, or prices that replace them. */
  readonly serviceTiers?: Readonly<Record<string, ServiceTierPrice>> | undefined;
  /** Inclusive: a date, or a date and time. */
  readonly effectiveFrom?: string | Date | undefined;
  /** Exclusive. */
  readonly effectiveUntil?: string | Date | undefined;
}

/** An override for every model whose `provider/model` or bare name matches. */
export interface PricePattern extends PriceOverride {
  readonly match: RegExp;
}

/** How cost is found. All fields are optional; nothing is fetched from a network. */
export interface PricingOptions {
  /** False gives every request the status `unpriced` and loads no table. @defaultValue true */
  readonly enabled?: boolean | undefined;
  /** By `provider/model`. Of several dated rows, the last one in effect holds. */
  readonly overrides?: Readonly<Record<string, PriceOverride | readonly PriceOverride[]>> | undefined;
  /** Tried in order after `overrides`: prices, each with `match`, a regular expression for `provider/model` or the model's name alone. */
  readonly patterns?: readonly PricePattern[] | undefined;
  /** The share taken off list prices: 0.1 is 10 % off. One for all providers, or by provider. Prices in overrides and costs that a provider reports are left as they are. */
  readonly discount?: number | Readonly<Record<string, number>> | undefined;
  /** Providers that cost nothing, beside Ollama, LM Studio, vLLM and llama.cpp, which are always free unless an override prices them. */
  readonly free?: readonly string[] | undefined;
  /** Prices a service tier without a known price as standard, with status `partial`. @defaultValue no cost for such a tier */
  readonly tierFallback?: "standard" | undefined;
  /**
   * Age of the price table in days from which `describe()` says it, and from which a model without a price is warned of once.
   * `Infinity` says nothing. @defaultValue 60
   */
  readonly staleAfterDays?: number | undefined;
}
