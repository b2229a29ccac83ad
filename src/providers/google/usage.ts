import { add, count, field, list, word } from "../fields.ts";
import type { ReportedUsage } from "../reading.ts";

/**
 * Usage of Gemini. The prompt leaves the results of server tools out, and the candidates leave thoughts out; both are billed, and
 * the total that the API states is the sum of the four.
 */
export function readGoogleUsage(usage: unknown): ReportedUsage {
  const input = [...list(field(usage, "promptTokensDetails")), ...list(field(usage, "toolUsePromptTokensDetails"))];
  const output = list(field(usage, "candidatesTokensDetails") ?? field(usage, "responseTokensDetails"));
  return {
    inputTokens: add(count(usage, "promptTokenCount"), count(usage, "toolUsePromptTokenCount")),
    outputTokens:
      add(
        count(usage, "candidatesTokenCount") ?? count(usage, "responseTokenCount"),
        count(usage, "thoughtsTokenCount"),
      ) ?? (isInputAlone(usage) ? 0 : undefined),
    cacheReadTokens: count(usage, "cachedContentTokenCount"),
    reasoningTokens: count(usage, "thoughtsTokenCount"),
    ...modalities(input, output, "tokenCount"),
    ...cachedModalities(list(field(usage, "cacheTokensDetails")), "tokenCount"),
  };
}

/** Gemini leaves the output of a blocked prompt or answer out; its total says that there was none. */
function isInputAlone(usage: unknown): boolean {
  const prompt = count(usage, "promptTokenCount");
  return (
    prompt !== undefined && count(usage, "totalTokenCount") === prompt + (count(usage, "toolUsePromptTokenCount") ?? 0)
  );
}

/** Counts by modality, which the two APIs list under different names. */
export function modalities(input: readonly unknown[], output: readonly unknown[], key: string): ReportedUsage {
  return {
    audioInputTokens: ofModality(input, "AUDIO", key),
    audioOutputTokens: ofModality(output, "AUDIO", key),
    textInputTokens: ofModality(input, "TEXT", key),
    textOutputTokens: ofModality(output, "TEXT", key),
    imageInputTokens: ofModality(input, "IMAGE", key),
    imageOutputTokens: ofModality(output, "IMAGE", key),
  };
}

/** Counts of what came from a cache by modality. */
export function cachedModalities(cached: readonly unknown[], key: string): ReportedUsage {
  return {
    audioCacheReadTokens: ofModality(cached, "AUDIO", key),
    textCacheReadTokens: ofModality(cached, "TEXT", key),
    imageCacheReadTokens: ofModality(cached, "IMAGE", key),
  };
}

/**
 * Searches that are billed: up to Gemini 2.5 one for each grounded prompt, since Gemini 3 one for each query.
 * Source: https://ai.google.dev/gemini-api/docs/google-search
 */
export function billedSearches(queries: readonly unknown[], model: string | undefined): number | undefined {
  const made = queries.filter((query) => typeof query === "string" && query !== "").length;
  if (made === 0) return undefined;
  return /^(models\/)?gemini-[12]\b/.test(model?.slice(0, 40) ?? "") ? 1 : made;
}

function ofModality(details: readonly unknown[], modality: string, key: string): number | undefined {
  return add(
    ...details.filter((one) => word(one, "modality")?.toUpperCase() === modality).map((one) => count(one, key)),
  );
}
