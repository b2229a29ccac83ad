import { formatExact } from "./format.ts";

/** Tokens as the conventions count them: input includes what the cache gave and took, output includes reasoning. */
export interface TokenCounts {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly cacheReadTokens: number | null;
  readonly cacheWriteTokens: number | null;
  readonly reasoningTokens: number | null;
}

export interface TokenPart {
  readonly name: "input" | "cached" | "cache-write" | "output" | "reasoning";
  readonly label: string;
  readonly count: number;
}

/** The five parts that a bar is made of; they add up to all tokens. Parts that senders overstate are cut to what is left, never below 0. */
export function tokenParts(counts: TokenCounts): readonly TokenPart[] {
  const input = positive(counts.inputTokens);
  const cached = Math.min(positive(counts.cacheReadTokens), input);
  const written = Math.min(positive(counts.cacheWriteTokens), input - cached);
  const output = positive(counts.outputTokens);
  const reasoning = Math.min(positive(counts.reasoningTokens), output);
  return [
    { name: "input", label: "input", count: input - cached - written },
    { name: "cached", label: "read from cache", count: cached },
    { name: "cache-write", label: "written to cache", count: written },
    { name: "output", label: "output", count: output - reasoning },
    { name: "reasoning", label: "reasoning", count: reasoning },
  ];
}

/** The bar in words: `12,000 tokens: 2,000 input, 9,000 read from cache, 1,000 output`. */
export function describeTokens(counts: TokenCounts): string {
  const parts = tokenParts(counts).filter(({ count }) => count > 0);
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return "no tokens";
  return `${formatExact(total)} tokens: ${parts.map(({ label, count }) => `${formatExact(count)} ${label}`).join(", ")}`;
}

function positive(count: number | null): number {
  return count !== null && Number.isFinite(count) && count > 0 ? count : 0;
}
