import type { ComponentChildren, VNode } from "preact";
import { formatCount, formatDuration, formatExact, formatMoney, formatTime } from "./format.ts";

/** Dollars, with the exact sum as a title. `unpricedCalls` model calls have no cost: the sum is marked as not all. */
export function Money({
  usd,
  unpricedCalls = 0,
}: {
  readonly usd: number | null;
  readonly unpricedCalls?: number;
}): VNode {
  if (usd === null || (usd === 0 && unpricedCalls > 0))
    return (
      <span
        class="money none"
        title={unpricedCalls > 0 ? `${unpricedCalls} model calls without a price` : "No cost known"}
      >
        {unpricedCalls > 0 ? "no price" : "–"}
      </span>
    );
  const incomplete = `Incomplete: ${unpricedCalls} model calls have no cost`;
  return (
    <span class="money" title={unpricedCalls > 0 ? `$${usd}. ${incomplete}` : `$${usd}`}>
      {formatMoney(usd)}
      {unpricedCalls > 0 && (
        <span class="incomplete">
          +<span class="sr">{` ${incomplete}`}</span>
        </span>
      )}
    </span>
  );
}

/** Tokens in and out; a call whose sender states neither did not take 0. */
export function Tokens({ input, output }: { readonly input: number | null; readonly output: number | null }): VNode {
  if (input === null && output === null) return <span class="none">–</span>;
  return (
    <>
      {formatCount(input ?? 0)} <span class="none">→</span> {formatCount(output ?? 0)}
    </>
  );
}

export function Duration({ us }: { readonly us: number }): VNode {
  return <span title={`${formatExact(Math.round(us))} µs`}>{formatDuration(us)}</span>;
}

/** A time of day; the date and the zone are in its title. */
export function Time({ us, withDate = false }: { readonly us: number; readonly withDate?: boolean }): VNode {
  const date = new Date(us / 1000);
  const isValid = !Number.isNaN(date.getTime());
  return (
    <time dateTime={isValid ? date.toISOString() : ""} title={isValid ? date.toString() : ""}>
      {formatTime(us, withDate)}
    </time>
  );
}

/** A name with its value, in a list of them. */
export function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }): VNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
