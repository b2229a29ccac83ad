import type { VNode } from "preact";
import { formatCount } from "./format.ts";
import { describeTokens, type TokenCounts, tokenParts } from "./token-bar.ts";

/** Tokens as one bar of five parts, with the same in words. `max` is the length of the whole track; without it the bar fills it. */
export function TokenBar({ counts, max }: { readonly counts: TokenCounts; readonly max?: number }): VNode {
  const parts = tokenParts(counts).filter(({ count }) => count > 0);
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const whole = Math.max(max ?? total, total, 1);
  const words = describeTokens(counts);
  return (
    <span class="token-bar" role="img" aria-label={words} title={words}>
      {parts.map(({ name, count }) => (
        <i key={name} class={`t-${name}`} style={{ width: `${(100 * count) / whole}%` }} />
      ))}
    </span>
  );
}

/** What the colours of a bar mean, with the counts. */
export function TokenLegend({ counts }: { readonly counts: TokenCounts }): VNode {
  return (
    <ul class="token-legend">
      {tokenParts(counts)
        .filter(({ count }) => count > 0)
        .map(({ name, label, count }) => (
          <li key={name}>
            <i class={`t-${name}`} /> {label} <b>{formatCount(count)}</b>
          </li>
        ))}
    </ul>
  );
}
