import { add, cased, count, field } from "../fields.ts";
import { namesSent } from "../names-sent.ts";
import type { ReportedUsage } from "../reading.ts";
import { serverToolSearches } from "./dialect.ts";

/** What only some who speak the format say of caches, reasoning and searches. */
const isTold = namesSent({
  apart: [
    "additionalProperties",
    "prompt_cache_hit_tokens",
    "cached_tokens",
    "num_cached_tokens",
    "reasoning_tokens",
    "num_search_queries",
    "prompt_token_details",
    "server_tool_use_details",
    "server_tool_use",
  ],
});

/**
 * Usage of the chat, completions and embeddings APIs of OpenAI and of everyone who speaks their format.
 *
 * `prompt_tokens` includes cached ones and `completion_tokens` includes reasoning, with three exceptions: xAI and Perplexity leave
 * reasoning out of the completion, which its size or their total shows, and Google leaves thoughts out, which only its total shows.
 */
export function readChatUsage(usage: unknown, provider: string | undefined): ReportedUsage {
  const rest = isTold([usage])("apart") ? usage : undefined;
  const more = field(rest, "additionalProperties"); // Where Mistral's first client puts what it does not know.
  const input =
    cased(usage, "prompt_tokens_details") ??
    cased(rest, "prompt_token_details") ??
    cased(more, "prompt_tokens_details");
  const output = cased(usage, "completion_tokens_details");
  const cacheRead =
    count(input, "cached_tokens") ??
    count(rest, "prompt_cache_hit_tokens") ??
    count(rest, "cached_tokens") ??
    count(rest, "num_cached_tokens") ??
    count(more, "num_cached_tokens");
  const reasoning = count(output, "reasoning_tokens") ?? count(rest, "reasoning_tokens");
  return {
    inputTokens: inputTotal(usage, cacheRead, provider),
    outputTokens: outputTotal(usage, reasoning, provider),
    cacheReadTokens: cacheRead,
    cacheWriteTokens: cased(input, "cache_write_tokens"),
    reasoningTokens: reasoning,
    audioInputTokens: cased(input, "audio_tokens"),
    audioOutputTokens: cased(output, "audio_tokens"),
    textInputTokens: cased(input, "text_tokens"),
    textOutputTokens: cased(output, "text_tokens"),
    imageInputTokens: cased(input, "image_tokens"),
    imageOutputTokens: cased(output, "image_tokens"),
    webSearches: count(rest, "num_search_queries") ?? serverToolSearches(rest),
  };
}

function inputTotal(usage: unknown, cacheRead: number | undefined, provider: string | undefined): unknown {
  const prompt = count(usage, "prompt_tokens");
  // xAI counts cached tokens beside the prompt when there are more of them than the prompt has.
  if (provider === "x_ai" && prompt !== undefined && cacheRead !== undefined && cacheRead > prompt) {
    return prompt + cacheRead;
  }
  const total = cased(usage, "prompt_tokens");
  if (total !== undefined && total !== null) return total;
  return add(count(usage, "prompt_cache_hit_tokens"), count(usage, "prompt_cache_miss_tokens"));
}

function outputTotal(usage: unknown, reasoning: number | undefined, provider: string | undefined): unknown {
  const completion = count(usage, "completion_tokens");
  if (excludesReasoning(usage, reasoning, provider)) return add(completion, reasoning);
  if (provider?.startsWith("gcp.") !== true || completion === undefined) return cased(usage, "completion_tokens");
  const [prompt, total] = [count(usage, "prompt_tokens"), count(usage, "total_tokens")];
  return prompt === undefined || total === undefined ? completion : Math.max(completion, total - prompt);
}

const REASONING_APART: readonly string[] = ["x_ai", "perplexity"];

function excludesReasoning(usage: unknown, reasoning: number | undefined, provider: string | undefined): boolean {
  const completion = count(usage, "completion_tokens");
  if (reasoning === undefined || reasoning === 0 || completion === undefined) return false;
  const total = count(usage, "total_tokens");
  const prompt = count(usage, "prompt_tokens");
  const apart = provider !== undefined && REASONING_APART.includes(provider);
  if (total === undefined || prompt === undefined) return apart || reasoning > completion;
  // Perplexity's total leaves it out as well. Others count reasoning in other units, and somewhat more of it than the whole.
  if (apart && reasoning > completion) return true;
  if (total === prompt + completion) return false;
  return apart || total === prompt + completion + reasoning;
}
