import { defined } from "./fields.ts";
import { header } from "./headers.ts";

/** What is left of one kind of allowance. */
export interface RateLimitAllowance {
  readonly limit?: number;
  readonly remaining?: number;
  /** Milliseconds until the allowance is full again. */
  readonly resetMillis?: number;
}

/** The rate limits that a provider states in the headers of a response. */
export interface RateLimitFacts {
  readonly requests?: RateLimitAllowance;
  /** All tokens, or the kind of them that is limited first. */
  readonly tokens?: RateLimitAllowance;
  readonly inputTokens?: RateLimitAllowance;
  readonly outputTokens?: RateLimitAllowance;
}

/**
 * Reads the rate limit headers of OpenAI and those who copy them (`x-ratelimit-*`) and of Anthropic (`anthropic-ratelimit-*`).
 *
 * @returns `undefined` when there is none. Never throws.
 */
export function readRateLimit(headers: unknown, nowMillis: number = Date.now()): RateLimitFacts | undefined {
  const read = (names: Names, kinds: readonly RateLimitKind[]): RateLimitFacts | undefined => {
    let facts: Draft | undefined;
    for (const kind of kinds) {
      const allowance = readAllowance(headers, names[kind], nowMillis);
      if (allowance !== undefined) facts = { ...facts, [kind]: allowance };
    }
    return facts;
  };
  return read(OPENAI, ["requests", "tokens"]) ?? read(ANTHROPIC, KINDS);
}

type RateLimitKind = keyof RateLimitFacts;
type What = "limit" | "remaining" | "reset";
/** The names of headers by kind of allowance, put together once: all of them are asked for at each answer. */
type Names = Readonly<Record<RateLimitKind, Readonly<Record<What, string>>>>;
type Draft = { -readonly [K in RateLimitKind]?: RateLimitAllowance };

const KINDS: readonly RateLimitKind[] = ["requests", "tokens", "inputTokens", "outputTokens"];
const WIRE: Readonly<Record<RateLimitKind, string>> = {
  requests: "requests",
  tokens: "tokens",
  inputTokens: "input-tokens",
  outputTokens: "output-tokens",
};

const OPENAI = namesOf((kind, what) => `x-ratelimit-${what}-${kind}`);
const ANTHROPIC = namesOf((kind, what) => `anthropic-ratelimit-${kind}-${what}`);

function namesOf(name: (kind: string, what: What) => string): Names {
  const of = (kind: RateLimitKind): Readonly<Record<What, string>> => ({
    limit: name(WIRE[kind], "limit"),
    remaining: name(WIRE[kind], "remaining"),
    reset: name(WIRE[kind], "reset"),
  });
  return {
    requests: of("requests"),
    tokens: of("tokens"),
    inputTokens: of("inputTokens"),
    outputTokens: of("outputTokens"),
  };
}

function readAllowance(
  headers: unknown,
  names: Readonly<Record<What, string>>,
  nowMillis: number,
): RateLimitAllowance | undefined {
  const remaining = toCount(header(headers, names.remaining));
  const limit = toCount(header(headers, names.limit));
  // Most answers say nothing, and each question takes time: when an allowance is full again tells nothing without it.
  if (remaining === undefined && limit === undefined) return undefined;
  const reset = header(headers, names.reset);
  const resetMillis = reset === undefined ? undefined : toMillis(reset, nowMillis);
  return defined<RateLimitAllowance>({ limit, remaining, resetMillis });
}

function toCount(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

const UNIT_MILLIS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `6m0.5s` and `20ms` as OpenAI writes them, seconds without a unit, or a date as Anthropic does. */
function toMillis(value: string, nowMillis: number): number | undefined {
  if (/^\d{1,9}(\.\d{1,9})?$/.test(value)) return Math.round(Number(value) * 1000);
  if (/^\d{4}-\d\d-\d\dT/.test(value)) {
    const date = Date.parse(value);
    return Number.isNaN(date) ? undefined : Math.max(0, date - nowMillis);
  }
  if (value.length > 60 || !/^(\d{1,9}(\.\d{1,9})?(ms|s|m|h|d))+$/.test(value)) return undefined;
  let millis = 0;
  for (const [, number, , unit] of value.matchAll(/(\d+(\.\d+)?)(ms|s|m|h|d)/g)) {
    millis += Number(number) * (UNIT_MILLIS[unit ?? ""] ?? 0);
  }
  return Math.round(millis);
}
