import type { TelemetryAttributes } from "../../internal/telemetry-record.ts";
import { type CheckedUsage, checkUsage, isCount, type UsageField } from "../../semconv/usage.ts";

/**
 * Where spans of others say what was used: the conventions of any year, OpenInference (`llm.token_count`), OpenLLMetry (`prompt_tokens`), Anthropic's
 * client. The first name that is there counts.
 */
const NAMES: Readonly<Partial<Record<UsageField, readonly string[]>>> = {
  inputTokens: ["gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.token_count.prompt"],
  outputTokens: ["gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "llm.token_count.completion"],
  cacheReadTokens: [
    "gen_ai.usage.cache_read.input_tokens",
    "gen_ai.usage.cache_read_input_tokens",
    "llm.token_count.prompt_details.cache_read",
  ],
  cacheWriteTokens: [
    "gen_ai.usage.cache_write.input_tokens",
    "gen_ai.usage.cache_creation.input_tokens",
    "gen_ai.usage.cache_creation_input_tokens",
    "llm.token_count.prompt_details.cache_write",
  ],
  cacheWrite5mTokens: ["anthropic.usage.cache_creation.ephemeral_5m_input_tokens"],
  cacheWrite1hTokens: ["anthropic.usage.cache_creation.ephemeral_1h_input_tokens"],
  reasoningTokens: [
    "gen_ai.usage.reasoning.output_tokens",
    "gen_ai.usage.reasoning_tokens",
    "llm.token_count.completion_details.reasoning",
  ],
  audioInputTokens: ["gen_ai.usage.audio.input_tokens", "llm.token_count.prompt_details.audio"],
  audioOutputTokens: ["gen_ai.usage.audio.output_tokens", "llm.token_count.completion_details.audio"],
  audioCacheReadTokens: ["gen_ai.usage.audio.cache_read.input_tokens"],
  textCacheReadTokens: ["gen_ai.usage.text.cache_read.input_tokens"],
  imageCacheReadTokens: ["gen_ai.usage.image.cache_read.input_tokens"],
  textInputTokens: ["gen_ai.usage.text.input_tokens"],
  textOutputTokens: ["gen_ai.usage.text.output_tokens"],
  imageInputTokens: ["gen_ai.usage.image.input_tokens"],
  imageOutputTokens: ["gen_ai.usage.image.output_tokens"],
};

/** What Anthropic bills on top of the counts above: for summing the conversation up. */
const EXTRAS: readonly (readonly [field: "inputTokens" | "outputTokens", name: string])[] = [
  ["inputTokens", "anthropic.usage.compaction.input_tokens"],
  ["outputTokens", "anthropic.usage.compaction.output_tokens"],
];

/** What a span of another instrumentation says was used, as totals that hold the invariants; absent when it says nothing that can be true. */
export function readForeignUsage(attributes: TelemetryAttributes): CheckedUsage | undefined {
  const said: Partial<Record<UsageField, unknown>> = {};
  for (const [field, names] of Object.entries(NAMES)) {
    const name = names.find((one) => attributes[one] !== undefined);
    if (name !== undefined) said[field as UsageField] = attributes[name];
  }
  const { inputTokens: input, cacheReadTokens: read = 0, cacheWriteTokens: written = 0 } = checkedAlone(said);
  // Fewer than the cache gave and took: some pass on Anthropic's count, which leaves both out.
  if (input !== undefined && input < read + written) said.inputTokens = input + read + written;
  for (const [field, name] of EXTRAS) {
    const extra = attributes[name];
    const counted = said[field];
    if (isCount(extra) && isCount(counted)) said[field] = counted + extra;
  }
  const checked = checkUsage(said);
  return Object.keys(checked.usage).length === 0 ? undefined : checked;
}

/** The counts that are ones, each by itself. */
function checkedAlone(said: Partial<Record<UsageField, unknown>>): { readonly [K in UsageField]?: number } {
  const counts: { -readonly [K in UsageField]?: number } = {};
  for (const [field, value] of Object.entries(said) as [UsageField, unknown][]) {
    if (isCount(value)) counts[field] = value;
  }
  return counts;
}
