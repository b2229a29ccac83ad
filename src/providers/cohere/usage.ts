import { cased, count } from "../fields.ts";
import type { ReportedUsage } from "../reading.ts";

/**
 * Usage of Cohere: the billed units, in `usage` or, in the first version of the API, in `meta`. Cached tokens are a part of all
 * tokens processed, so they are left out when they are more than what was billed.
 */
export function readCohereUsage(body: unknown): ReportedUsage {
  const holder = cased(body, "usage") ?? cased(body, "meta");
  const billed = cased(holder, "billed_units");
  const tokens = cased(holder, "tokens") ?? cased(body, "token_count");
  const input = count(billed, "input_tokens") ?? count(tokens, "input_tokens") ?? count(tokens, "prompt_tokens");
  const cached = count(holder, "cached_tokens");
  return {
    inputTokens: input,
    outputTokens: count(billed, "output_tokens") ?? count(tokens, "output_tokens") ?? count(tokens, "response_tokens"),
    cacheReadTokens: cached !== undefined && cached <= (input ?? 0) ? cached : undefined,
    imageInputTokens: count(billed, "image_tokens"),
  };
}
