import type { Facts } from "../model/facts.ts";
import type { Reading } from "./reading.ts";

/** Counts as they were said. */
export interface SaidTokens {
  readonly input?: number | undefined;
  /** Input without what was read from and written to a cache. */
  readonly inputWithoutCache?: number | undefined;
  readonly output?: number | undefined;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite?: number | undefined;
  readonly reasoning?: number | undefined;
}

export type Tokens = Pick<
  Facts,
  "inputTokens" | "outputTokens" | "cacheReadTokens" | "cacheWriteTokens" | "reasoningTokens"
>;

/**
 * Tokens as the GenAI conventions define them: input includes what was read from and written to a cache, output includes reasoning. Who says less input
 * than the cache took part in passes on Anthropic's count, which leaves the cache out; who says less output than reasoning passes on xAI's.
 */
export function tokensOf({ input, inputWithoutCache, output, cacheRead, cacheWrite, reasoning }: SaidTokens): Tokens {
  const cache = (cacheRead ?? 0) + (cacheWrite ?? 0);
  const lacksCache = inputWithoutCache === undefined && input !== undefined && input < cache;
  const lacksReasoning = output !== undefined && reasoning !== undefined && output < reasoning;
  return {
    inputTokens: plus(inputWithoutCache ?? input, inputWithoutCache !== undefined || lacksCache ? cache : undefined),
    outputTokens: plus(output, lacksReasoning ? reasoning : undefined),
    cacheReadTokens: cacheRead,
    cacheWriteTokens: cacheWrite,
    reasoningTokens: reasoning,
  };
}

/** The counts that a record's attributes say. */
export function readTokens(reading: Reading): Tokens {
  const write5m = reading.number("cacheWrite5mTokens");
  const write1h = reading.number("cacheWrite1hTokens");
  return tokensOf({
    input: plus(reading.number("inputTokens"), reading.number("extraInputTokens")),
    inputWithoutCache: reading.number("inputTokensWithoutCache"),
    output: plus(reading.number("outputTokens"), reading.number("extraOutputTokens")),
    cacheRead: reading.number("cacheReadTokens"),
    cacheWrite: reading.number("cacheWriteTokens") ?? plus(write5m, write1h) ?? write1h,
    reasoning: reading.number("reasoningTokens"),
  });
}

/** US dollars that the sender states, as a total or in parts. */
export function readCost(reading: Reading): number | undefined {
  const input = reading.number("costInputUsd");
  const output = reading.number("costOutputUsd");
  return reading.number("costUsd") ?? plus(input, output) ?? output;
}

function plus(value: number | undefined, more: number | undefined): number | undefined {
  return value === undefined || more === undefined ? value : value + more;
}
