/**
 * What the usage of a recorded response must be, from the providers' documentation and independent of the code under test: it reads
 * the well-formed bodies that were recorded, by plain paths.
 */
export interface ExpectedUsage {
  inputTokens?: number;
  outputTokens?: number;
  cacheReadTokens?: number;
  cacheWriteTokens?: number;
  cacheWrite5mTokens?: number;
  cacheWrite1hTokens?: number;
  reasoningTokens?: number;
}

type Draft = { readonly [K in keyof ExpectedUsage]: number | undefined };

/** Expected usage of a whole body. */
export function expectedUsage(provider: string, body: unknown): ExpectedUsage {
  const rule = RULES.find(([path]) => at(body, path) !== undefined && at(body, path) !== null);
  return prune(rule === undefined ? {} : rule[1](body, provider));
}

type Rule = readonly [path: string, read: (body: unknown, provider: string) => Draft];

/** By the field that only one API has. */
const RULES: readonly Rule[] = [
  [
    "usageMetadata",
    (b) => ({
      inputTokens: sum(b, ["usageMetadata.promptTokenCount", "usageMetadata.toolUsePromptTokenCount"]),
      // The total that is stated is the sum of all: none is left for an output that is not stated.
      outputTokens:
        sum(b, ["usageMetadata.candidatesTokenCount", "usageMetadata.thoughtsTokenCount"]) ??
        (num(b, "usageMetadata.totalTokenCount") ===
        sum(b, ["usageMetadata.promptTokenCount", "usageMetadata.toolUsePromptTokenCount"])
          ? 0
          : undefined),
      cacheReadTokens: num(b, "usageMetadata.cachedContentTokenCount"),
      reasoningTokens: num(b, "usageMetadata.thoughtsTokenCount"),
    }),
  ],
  [
    "usage.total_input_tokens",
    (b) => ({
      inputTokens: sum(b, ["usage.total_input_tokens", "usage.total_tool_use_tokens"]),
      outputTokens: sum(b, ["usage.total_output_tokens", "usage.total_thought_tokens"]),
      cacheReadTokens: num(b, "usage.total_cached_tokens"),
      reasoningTokens: num(b, "usage.total_thought_tokens"),
    }),
  ],
  [
    "predictions.0.embeddings",
    (b) => ({ inputTokens: total(rows(b, "predictions"), "embeddings.statistics.token_count") }),
  ],
  ["eval_count", (b) => ({ inputTokens: num(b, "prompt_eval_count"), outputTokens: num(b, "eval_count") })],
  [
    "prompt_token_count",
    (b) => ({ inputTokens: num(b, "prompt_token_count"), outputTokens: num(b, "generation_token_count") }),
  ],
  [
    "inputTextTokenCount",
    (b) => ({
      inputTokens: num(b, "inputTextTokenCount"),
      outputTokens: total(rows(b, "results"), "tokenCount") ?? num(b, "totalOutputTextTokenCount"),
    }),
  ],
  [
    "prompt.tokens",
    (b) => ({
      inputTokens: num(b, "prompt.tokens.length"),
      outputTokens: total(rows(b, "completions"), "data.tokens.length"),
    }),
  ],
  ["usage.billed_units", (b) => cohere(b, "usage")],
  ["meta.billed_units", (b) => cohere(b, "meta")],
  ["usage.inputTokens", converse],
  ["usage.outputTokens", converse],
  ["usage.prompt_tokens", chat],
  ["usage.total_tokens", responses],
  ["usage.input_tokens", anthropic],
];

function chat(b: unknown, provider: string): Draft {
  const reasoning = num(b, "usage.completion_tokens_details.reasoning_tokens") ?? num(b, "usage.reasoning_tokens");
  const completion = num(b, "usage.completion_tokens");
  const xai = provider === "x_ai" || num(b, "usage.num_sources_used") !== undefined;
  const apart =
    xai && num(b, "usage.total_tokens") === (num(b, "usage.prompt_tokens") ?? 0) + (completion ?? 0) + (reasoning ?? 0);
  return {
    inputTokens: num(b, "usage.prompt_tokens"),
    // Embeddings and moderations have no output, although Mistral reports 0 for the former.
    outputTokens: at(b, "object") === "list" ? undefined : apart ? (completion ?? 0) + (reasoning ?? 0) : completion,
    cacheReadTokens:
      num(b, "usage.prompt_tokens_details.cached_tokens") ??
      num(b, "usage.prompt_cache_hit_tokens") ??
      num(b, "usage.cached_tokens"),
    cacheWriteTokens: num(b, "usage.prompt_tokens_details.cache_write_tokens"),
    // A part never exceeds its total, whatever the provider counts.
    reasoningTokens: reasoning === undefined || apart ? reasoning : Math.min(reasoning, completion ?? reasoning),
  };
}

function responses(b: unknown): Draft {
  return {
    inputTokens: num(b, "usage.input_tokens"),
    outputTokens: num(b, "usage.output_tokens"),
    cacheReadTokens: num(b, "usage.input_tokens_details.cached_tokens"),
    cacheWriteTokens: num(b, "usage.input_tokens_details.cache_write_tokens"),
    reasoningTokens: num(b, "usage.output_tokens_details.reasoning_tokens"),
  };
}

function anthropic(b: unknown): Draft {
  const iterations = rows(b, "usage.iterations").filter((one) => at(one, "type") !== "advisor_message");
  const counted = [at(b, "usage"), ...iterations.filter((one) => at(one, "type") === "compaction")];
  const [fresh, read, write] = ["input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"].map((key) =>
    total(counted, key),
  );
  // A stream has the final split of cache writes in its iterations only.
  const split = iterations.length > 0 && iterations.every((one) => at(one, "cache_creation")) ? iterations : counted;
  return {
    inputTokens: (fresh ?? 0) + (read ?? 0) + (write ?? 0),
    outputTokens: total(counted, "output_tokens"),
    cacheReadTokens: read,
    cacheWriteTokens: write,
    cacheWrite5mTokens: total(split, "cache_creation.ephemeral_5m_input_tokens"),
    cacheWrite1hTokens: total(split, "cache_creation.ephemeral_1h_input_tokens"),
    reasoningTokens: num(b, "usage.output_tokens_details.thinking_tokens"),
  };
}

function converse(b: unknown): Draft {
  const read = num(b, "usage.cacheReadInputTokens") ?? num(b, "usage.cacheReadInputTokenCount");
  const write = num(b, "usage.cacheWriteInputTokens") ?? num(b, "usage.cacheWriteInputTokenCount");
  const fresh = num(b, "usage.inputTokens");
  return {
    inputTokens: fresh === undefined ? undefined : fresh + (read ?? 0) + (write ?? 0),
    outputTokens: num(b, "usage.outputTokens"),
    cacheReadTokens: read,
    cacheWriteTokens: write,
  };
}

function cohere(b: unknown, holder: string): Draft {
  const billed = num(b, `${holder}.billed_units.input_tokens`);
  const cached = num(b, `${holder}.cached_tokens`);
  return {
    inputTokens: billed,
    outputTokens: num(b, `${holder}.billed_units.output_tokens`),
    // Cached tokens that were not billed are no part of the billed input.
    cacheReadTokens: cached !== undefined && cached <= (billed ?? 0) ? cached : undefined,
  };
}

/** Where the frames of a stream hold usage: the last frame of the first of these that occurs decides. */
const HOLDERS: readonly (readonly [path: string, body: (frame: unknown) => unknown])[] = [
  ["response.usage", (frame) => at(frame, "response")],
  ["response.meta", (frame) => at(frame, "response")],
  ["interaction.usage", (frame) => at(frame, "interaction")],
  ["usageMetadata", (frame) => frame],
  ["delta.usage", (frame) => at(frame, "delta")],
  ["metadata.usage", (frame) => at(frame, "metadata")],
  ["usage", (frame) => frame],
  ["x_groq.usage", (frame) => at(frame, "x_groq")],
  ["eval_count", (frame) => frame],
];

/** Expected usage of a stream: of the last frame that has usage, or of the parts that the API spreads over several. */
export function expectedStreamUsage(provider: string, sent: readonly unknown[]): ExpectedUsage {
  const frames = sent.map(unpack);
  const start = frames.findLast((frame) => at(frame, "type") === "message_start");
  if (start !== undefined) {
    const delta = frames.findLast((frame) => at(frame, "type") === "message_delta" && at(frame, "usage"));
    const given = Object.entries((at(delta, "usage") ?? {}) as object).filter(([, value]) => value !== null);
    return expectedUsage(provider, {
      usage: { ...(at(start, "message.usage") as object), ...Object.fromEntries(given) },
    });
  }
  for (const [path, body] of HOLDERS) {
    const frame = frames.findLast((one) => at(one, path) !== undefined && at(one, path) !== null);
    if (frame !== undefined) return expectedUsage(provider, body(frame));
  }
  const metrics = frames
    .map((frame) => (frame as Record<string, unknown>)["amazon-bedrock-invocationMetrics"])
    .findLast(Boolean);
  return prune({ inputTokens: num(metrics, "inputTokenCount"), outputTokens: num(metrics, "outputTokenCount") });
}

function unpack(frame: unknown): unknown {
  const bytes = at(frame, "chunk.bytes");
  if (bytes instanceof Uint8Array) return JSON.parse(Buffer.from(bytes).toString("utf8"));
  const data = at(frame, "data");
  return typeof data === "object" && data !== null ? data : frame;
}

function at(json: unknown, path: string): unknown {
  let found = json;
  for (const key of path.split(".")) {
    if (typeof found !== "object" || found === null) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}

function num(json: unknown, path: string): number | undefined {
  const found = at(json, path);
  return typeof found === "number" ? found : undefined;
}

function rows(json: unknown, path: string): readonly unknown[] {
  const found = at(json, path);
  return Array.isArray(found) ? found : [];
}

function sum(json: unknown, paths: readonly string[]): number | undefined {
  const known = paths.map((path) => num(json, path)).filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((a, b) => a + b, 0);
}

function total(entries: readonly unknown[], path: string): number | undefined {
  const known = entries.map((entry) => num(entry, path)).filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((a, b) => a + b, 0);
}

function prune(usage: Draft): ExpectedUsage {
  return Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== undefined));
}
