import { formatCount, formatDuration, formatUsd } from "../../internal/format.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import type { Paint } from "../terminal/paint.ts";

/** What there is to say about a piece of work; null is not known. */
export interface Work {
  readonly durationUs: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cacheReadTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly costUsd: number | null;
  /** Why there is no cost, or not all of it. */
  readonly costReason: string | null;
  readonly errorType: string | null;
  readonly failed: boolean;
  /** Whether it is a call that costs something: of others nothing is said where there is no cost. */
  readonly isCall: boolean;
}

/** Duration, tokens, cost and error, as far as they are known, in one line. */
export function describeWork(work: Work, paint: Paint): readonly string[] {
  return [
    ...(work.durationUs === null ? [] : [formatDuration(work.durationUs / 1_000)]),
    ...tokens(work),
    ...cost(work, paint),
    ...(work.failed ? [paint("bad", `error ${terminalText(work.errorType ?? "")}`.trim())] : []),
  ];
}

function tokens({ inputTokens, outputTokens, cacheReadTokens, reasoningTokens }: Work): readonly string[] {
  if (inputTokens === null && outputTokens === null) return [];
  const cached = cacheReadTokens ? ` (${formatCount(cacheReadTokens)} cached)` : "";
  const reasoning = reasoningTokens ? ` (${formatCount(reasoningTokens)} reasoning)` : "";
  const output = outputTokens === null ? "" : `, out ${formatCount(outputTokens)}${reasoning}`;
  return [`in ${formatCount(inputTokens ?? 0)}${cached}${output} tokens`];
}

function cost({ costUsd, costReason, isCall }: Work, paint: Paint): readonly string[] {
  if (costUsd !== null) return [formatUsd(costUsd)];
  if (costReason !== null) return [paint("notable", `no price (${terminalText(costReason)})`)];
  return isCall ? [paint("notable", "no price")] : [];
}
