import { amount, cased, count, field, firstOf, has, list, path, word } from "../fields.ts";

/**
 * Convention name of the provider that a body in OpenAI's format comes from, when the body carries a mark of its own;
 * `undefined` when anyone could have sent it.
 */
export function providerOfChatBody(body: unknown, usage: unknown): string | undefined {
  if (has(body, "x_groq")) return "groq";
  if (amount(usage, "cost_in_usd_ticks") !== undefined || amount(usage, "num_sources_used") !== undefined) {
    return "x_ai";
  }
  if (amount(usage, "prompt_cache_hit_tokens") !== undefined) return "deepseek";
  if (word(body, "provider") !== undefined && (word(body, "id") ?? "").startsWith("gen-")) return "openrouter";
  if (word(usage, "search_context_size") !== undefined) return "perplexity";
  if (field(body, "prompt_filter_results") || field(firstOf(field(body, "choices")), "content_filter_results")) {
    return "azure.ai.openai";
  }
  return undefined;
}

/**
 * Who served the model behind OpenRouter: it says so on each answer, and its own client has it among the facts of the routing when these were
 * asked for.
 */
export function upstreamProviderOf(body: unknown, provider: string | undefined): string | undefined {
  const endpoints = list(path(cased(body, "openrouter_metadata"), "endpoints", "available"));
  const selected = endpoints.find((one) => field(one, "selected") === true);
  return word(selected, "provider") ?? (provider === "openrouter" ? word(body, "provider") : undefined);
}

/** Searches of the web by tools of OpenRouter, whose images call the object as Anthropic does. */
export function serverToolSearches(usage: unknown): number | undefined {
  return count(cased(usage, "server_tool_use_details") ?? cased(usage, "server_tool_use"), "web_search_requests");
}

/**
 * The cost in US dollars that the provider states: xAI in ticks of 1e-10 dollars, OpenRouter in credits that equal dollars (with the
 * user's own key only a fee, so then it is what the upstream charged), Perplexity as an object. Vercel's gateway charges nothing for a key of
 * one's own, and states what others would pay: the vendor's bill is not told then.
 */
export function reportedCostUsd(usage: unknown): number | undefined {
  const ticks = amount(usage, "cost_in_usd_ticks");
  if (ticks !== undefined) return notNegative(ticks / 1e10);
  const cost = field(usage, "cost");
  if (typeof cost === "object") return notNegative(amount(cost, "total_cost"));
  const charged = amount(usage, "cost");
  if (charged === 0 && (amount(usage, "market_cost") ?? 0) > 0) return undefined;
  if (charged === undefined || cased(usage, "is_byok") !== true) return notNegative(charged);
  return notNegative(amount(cased(usage, "cost_details"), "upstream_inference_cost"));
}

function notNegative(value: number | undefined): number | undefined {
  return value !== undefined && value >= 0 ? value : undefined;
}
