import type { Advice, ImageGeneration, Usage } from "../semconv/usage.ts";

/** One model request to price. Requests are priced one by one: context tiers and peak hours make sums of usage wrong. */
export interface PriceRequest {
  /** Provider by its convention name: `openai`, `anthropic`, `aws.bedrock`, `gcp.gemini`, `x_ai` ... */
  readonly provider: string;
  /** The model that answered. */
  readonly model: string;
  /**
   * The model that was asked for: overrides are looked up by it too, as for the deployments of Azure, and list prices where `model` is empty, and first on
   * Bedrock, whose names say the place. Elsewhere a model that answered and is not known has no price, whatever was asked for.
   */
  readonly requestModel?: string | undefined;
  readonly usage: Usage;
  /** What a tool of the provider used to make images, with a model that has a price of its own. */
  readonly imageGeneration?: ImageGeneration | undefined;
  /** What an advisor used that the model asked, with a price of its own. */
  readonly advice?: Advice | undefined;
  /** Something was billed that no usage counts: the reason with which the cost is `partial`, such as `connectors_unpriced`. */
  readonly uncounted?: string | undefined;
  /**
   * The usage is that of several requests, none of which is known alone. They are priced as short ones; where one of them may have been long enough for a
   * higher price, the cost is `partial`.
   */
  readonly isSum?: boolean | undefined;
  /** What the provider says the request costs, in USD. It wins over every price. */
  readonly reportedCostUsd?: number | undefined;
  /** The tier the response names: `standard`, `batch`, `flex`, `priority`, `fast` ... */
  readonly serviceTier?: string | null | undefined;
  /** Where the request was computed, when the provider prices by place: `us` for Anthropic's `inference_geo`. */
  readonly region?: string | null | undefined;
  /** Who serves the model, when the provider passes requests on and charges what that one asks, as Hugging Face's router does. */
  readonly upstreamProvider?: string | undefined;
  /** How much a search model of Perplexity reads. @defaultValue "low", as at the provider */
  readonly searchContextSize?: "low" | "medium" | "high" | undefined;
  /** When the request started; milliseconds since 1970 when a number, an ISO 8601 time when a text. @defaultValue now */
  readonly at?: Date | number | string | undefined;
  /** The stream broke off before usage was known: no cost is given. */
  readonly usageIncomplete?: boolean | undefined;
  /** Usage is an estimate, as of a stream that broke off: the cost is one too, with the status `incomplete`. */
  readonly usageEstimated?: boolean | undefined;
}

/** Where a cost went, in USD. Reasoning is inside `output`; images are inside `input` and `output`. */
export interface CostParts {
  /** Input that was neither read from nor written to a cache. */
  readonly input?: number;
  readonly output?: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
  readonly audioInput?: number;
  readonly audioOutput?: number;
  /** Tools that the provider ran: searches of the web and of files, images that were made, an advisor. */
  readonly tools?: number;
  /** A fee for the request itself. */
  readonly request?: number;
}

/** Who says the price: the provider with its answer, your own prices, facts that this package carries, the table of genai-prices, or nobody because the model costs nothing. */
export type CostSource = "provider" | "override" | "overlay" | "table" | "free";

/** `exact`: the model by its name; `dated`: the name with a date or version behind it; `alias`: another name of the model, or the price of another provider. */
export type ModelMatch = "exact" | "dated" | "alias";

/**
 * `ok`: everything used is priced. `partial`: `usd` lacks what `reason` names. `unpriced`: no price, no `usd`.
 * `incomplete`: usage is not known in full; `usd`, if there is one, is an estimate.
 */
export type CostStatus = "ok" | "partial" | "unpriced" | "incomplete";

/** What one request costs, with where the number comes from. */
export interface Cost {
  /** US dollars. Absent when unpriced; 0 only for free providers and prices that are zero. */
  readonly usd?: number;
  /** They add up to `usd` and are not rounded. Absent when the provider states the cost. */
  readonly parts?: CostParts;
  readonly source?: CostSource;
  /** The price table consulted, `genai-prices@0.1.8`. */
  readonly table?: string;
  /** The date of that table. */
  readonly tableDate?: string;
  /** The row that was used, `anthropic/claude-opus-5`. */
  readonly modelKey?: string;
  readonly match?: ModelMatch;
  readonly status: CostStatus;
  /** Stable snake_case, with a detail behind a colon where there is one: `unknown_model`, `tier_unpriced:priority`. */
  readonly reason?: string;
}
