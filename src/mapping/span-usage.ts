import { COST_USD } from "../semconv/agentscribe-attributes.ts";
import {
  GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS,
  GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS,
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
  readonly costUsd: number | undefined;
}

/** The usage of a request to a model; undefined for a span that only sums up those of others, and where none is known. */
export function usageOf(span: SpanFacts, role: SpanRole): SpanUsage | undefined {
  if (role !== "model" && role !== "embeddings") return undefined;
  const input = numberOf(span, GEN_AI_USAGE_INPUT_TOKENS);
  const output = numberOf(span, GEN_AI_USAGE_OUTPUT_TOKENS);
  const usage = {
    ...{ input, output, total: sumOf(input, role === "embeddings" ? (output ?? 0) : output) },
    cacheRead: numberOf(span, GEN_AI_USAGE_CACHE_READ_INPUT_TOKENS),
    cacheWrite: numberOf(span, GEN_AI_USAGE_CACHE_WRITE_INPUT_TOKENS),
    reasoning: numberOf(span, GEN_AI_USAGE_REASONING_OUTPUT_TOKENS),
    costUsd: numberOf(span, COST_USD),
  };
  return Object.values(usage).some((value) => value !== undefined) ? usage : undefined;
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
  ].map((key) => [key, undefined]),
);

/** JSON text of the entries that are there; undefined when none is. */
export function jsonOf(entries: Readonly<Record<string, unknown>>): string | undefined {
  const text = JSON.stringify(entries);
  return text === "{}" ? undefined : text;
}

function sumOf(first: number | undefined, second: number | undefined): number | undefined {
  return first === undefined || second === undefined ? undefined : first + second;
}
