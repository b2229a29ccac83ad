import { COST_USD } from "../semconv/agentscribe-attributes.ts";
import {
  GEN_AI_USAGE_AUDIO_CACHE_READ_INPUT_TOKENS,
  GEN_AI_USAGE_AUDIO_INPUT_TOKENS,
  GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS,
  GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
  GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS,
  GEN_AI_USAGE_IMAGE_CACHE_READ_INPUT_TOKENS,
  GEN_AI_USAGE_IMAGE_INPUT_TOKENS,
  GEN_AI_USAGE_IMAGE_OUTPUT_TOKENS,
  GEN_AI_USAGE_INPUT_TOKENS,
  GEN_AI_USAGE_OUTPUT_TOKENS,
  GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
} from "../semconv/gen-ai-attributes.ts";
import { numberOf, type SpanFacts, type SpanRole } from "./span-facts.ts";

/** Tokens and cost of a model call; input includes the cache and output includes reasoning. */
export interface SpanUsage {
  readonly input: number | undefined;
  readonly output: number | undefined;
  /** Undefined where one of them is; embeddings have no output. */
  readonly total: number | undefined;
  readonly cacheRead: number | undefined;
  readonly cacheWrite: number | undefined;
  readonly reasoning: number | undefined;
  /** Of the input that came from no cache: backends take all kinds out of the input, and charge what is left as text. */
  readonly audioInput: number | undefined;
  readonly imageInput: number | undefined;
  readonly audioOutput: number | undefined;
  readonly imageOutput: number | undefined;
  readonly costUsd: number | undefined;
}

/** The usage of a request to a model; undefined for a span that only sums up those of others, and where none is known. */
export function usageOf(span: SpanFacts, role: SpanRole): SpanUsage | undefined {
  if (role !== "model" && role !== "embeddings") return undefined;
  const input = numberOf(span, GEN_AI_USAGE_INPUT_TOKENS);
  const output = numberOf(span, GEN_AI_USAGE_OUTPUT_TOKENS);
  const cacheRead = numberOf(span, GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS);
  const cacheWrite = numberOf(span, GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS);
  const plain = (input ?? Number.POSITIVE_INFINITY) - (cacheRead ?? 0) - (cacheWrite ?? 0);
  const audioInput = newTokens(
    span,
    GEN_AI_USAGE_AUDIO_INPUT_TOKENS,
    GEN_AI_USAGE_AUDIO_CACHE_READ_INPUT_TOKENS,
    plain,
  );
  const imageInput = newTokens(
    span,
    GEN_AI_USAGE_IMAGE_INPUT_TOKENS,
    GEN_AI_USAGE_IMAGE_CACHE_READ_INPUT_TOKENS,
    plain - (audioInput ?? 0),
  );
  const usage = {
    ...{ input, output, total: sumOf(input, role === "embeddings" ? (output ?? 0) : output) },
    ...{ cacheRead, cacheWrite, audioInput, imageInput },
    reasoning: numberOf(span, GEN_AI_USAGE_REASONING_OUTPUT_TOKENS),
    audioOutput: numberOf(span, GEN_AI_USAGE_AUDIO_OUTPUT_TOKENS) || undefined,
    imageOutput: numberOf(span, GEN_AI_USAGE_IMAGE_OUTPUT_TOKENS) || undefined,
    costUsd: numberOf(span, COST_USD),
  };
  return Object.values(usage).some((value) => value !== undefined) ? usage : undefined;
}

/** Tokens of a kind without those from the cache; not all providers say how many those were. Undefined for none: most calls have none, and many say so. */
function newTokens(span: SpanFacts, key: string, cachedKey: string, most: number): number | undefined {
  const tokens = (numberOf(span, key) ?? 0) - (numberOf(span, cachedKey) ?? 0);
  return Math.max(Math.min(tokens, most), 0) || undefined;
}

/**
 * Names to be left out of a span that is no request. An agent's span carries the usage of all of its calls, and a backend that adds up the spans
 * of a trace would count them twice.
 */
export function summedUsage(role: SpanRole): Readonly<Record<string, undefined>> {
  return role === "model" || role === "embeddings" ? NOTHING : SUMS;
}

const NOTHING = {};
const SUMS: Readonly<Record<string, undefined>> = Object.fromEntries(
  [
    GEN_AI_USAGE_INPUT_TOKENS,
    GEN_AI_USAGE_OUTPUT_TOKENS,
    GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
    GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS,
    GEN_AI_USAGE_REASONING_OUTPUT_TOKENS,
    // As other instrumentations name them.
    ...["prompt_tokens", "completion_tokens", "total_tokens", "reasoning_tokens", "cost"].map(ofUsage),
    ...["cache_creation.input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"].map(ofUsage),
  ].map((key) => [key, undefined]),
);

function ofUsage(name: string): string {
  return `gen_ai.usage.${name}`;
}

/** JSON text of the entries that are there; undefined when none is. */
export function jsonOf(entries: Readonly<Record<string, unknown>>): string | undefined {
  const text = JSON.stringify(entries);
  return text === "{}" ? undefined : text;
}

function sumOf(first: number | undefined, second: number | undefined): number | undefined {
  return first === undefined || second === undefined ? undefined : first + second;
}
