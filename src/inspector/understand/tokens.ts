import { REQUEST_REFUSED } from "../../semconv/cost-reason.ts";
import type { Facts } from "../model/facts.ts";
import { aiSdkCache } from "./conventions/ai-sdk.ts";
import { braintrustTokens } from "./conventions/braintrust.ts";
import { langfuseCost, langfuseTokens } from "./conventions/langfuse.ts";
import { langsmithTokens } from "./conventions/langsmith.ts";
import { NUMBER, TEXT, type TextSlot } from "./field.ts";
import type { Reading } from "./reading.ts";

/** Counts as they were said. */
export interface SaidTokens {
  readonly input?: number | undefined;
  /** Input without what was read from and written to a cache. */
  readonly inputWithoutCache?: number | undefined;
  readonly output?: number | undefined;
  readonly outputWithoutReasoning?: number | undefined;
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
export function tokensOf(said: SaidTokens): Tokens {
  const { input, inputWithoutCache, output, outputWithoutReasoning, cacheRead, cacheWrite, reasoning } = said;
  const cache = (cacheRead ?? 0) + (cacheWrite ?? 0);
  const lacksCache = inputWithoutCache !== undefined || (input !== undefined && input < cache);
  const lacksReasoning =
    outputWithoutReasoning !== undefined || (output !== undefined && reasoning !== undefined && output < reasoning);
  return {
    inputTokens: plus(inputWithoutCache ?? input, lacksCache ? cache : undefined),
    outputTokens: plus(outputWithoutReasoning ?? output, lacksReasoning ? reasoning : undefined),
    cacheReadTokens: cacheRead,
    cacheWriteTokens: cacheWrite,
    reasoningTokens: reasoning,
  };
}

type ReadJson = (json: Readonly<Record<string, unknown>>) => SaidTokens;

/** Attributes that hold all counts as JSON. */
const JSON_COUNTS: readonly { readonly field: TextSlot; readonly read: ReadJson }[] = [
  { field: TEXT.usageDetails, read: langfuseTokens },
  { field: TEXT.usageMetadata, read: langsmithTokens },
  { field: TEXT.braintrustMetrics, read: braintrustTokens },
];

/** The counts that a record's attributes say. */
export function readTokens(reading: Reading): Tokens {
  for (const { field, read } of JSON_COUNTS) {
    const json = jsonOf(reading.text(field));
    if (json !== undefined) return tokensOf(read(json));
  }
  const input = plus(reading.number(NUMBER.inputTokens), reading.number(NUMBER.extraInputTokens));
  const uncached = plus(reading.number(NUMBER.inputTokensWithoutCache), reading.number(NUMBER.extraInputTokens));
  const isUncached = countsWithoutCache(reading);
  const metadata = isUncached ? jsonOf(reading.text(TEXT.providerMetadata)) : undefined;
  const cache = metadata === undefined ? undefined : aiSdkCache(metadata);
  const write5m = reading.number(NUMBER.cacheWrite5mTokens);
  const write1h = reading.number(NUMBER.cacheWrite1hTokens);
  return tokensOf({
    input,
    inputWithoutCache: uncached ?? (isUncached ? input : undefined),
    output: plus(reading.number(NUMBER.outputTokens), reading.number(NUMBER.extraOutputTokens)),
    outputWithoutReasoning: reading.number(NUMBER.outputTokensWithoutReasoning),
    cacheRead: reading.number(NUMBER.cacheReadTokens) ?? cache?.cacheRead,
    cacheWrite: reading.number(NUMBER.cacheWriteTokens) ?? plus(write5m, write1h) ?? write1h ?? cache?.cacheWrite,
    reasoning: reading.number(NUMBER.reasoningTokens),
  });
}

/**
 * Version 5 of the AI SDK passes on what the provider says: Anthropic and Bedrock leave the cache out. From version 6 on the uncached part is said apart.
 * Source: vercel/ai `packages/anthropic` of version 5, and getsentry/sentry-javascript#21488.
 */
function countsWithoutCache(reading: Reading): boolean {
  return (
    reading.text(TEXT.aiOperation) !== undefined &&
    /^(anthropic|amazon-bedrock)/.test(reading.text(TEXT.provider) ?? "")
  );
}

/** US dollars that the sender states, as a total or in parts; none for a request that was refused. */
export function readCost(reading: Reading): number | undefined {
  const details = jsonOf(reading.text(TEXT.costDetails));
  const input = reading.number(NUMBER.costInputUsd);
  const output = reading.number(NUMBER.costOutputUsd);
  const stated = reading.number(NUMBER.costUsd) ?? (details && langfuseCost(details)) ?? plus(input, output) ?? output;
  return stated ?? (reading.text(TEXT.costReason) === REQUEST_REFUSED ? 0 : undefined);
}

function jsonOf(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined) return undefined;
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null ? (json as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

function plus(value: number | undefined, more: number | undefined): number | undefined {
  return value === undefined || more === undefined ? value : value + more;
}
