import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import type { SpanDetail } from "../../api.ts";
import { rowOf, type SpanTree } from "../trace/span-tree.ts";
import type { Trace } from "../trace/use-trace.ts";
import { callBefore } from "../trace/visible-rows.ts";
import { formatMoney, formatShare } from "../ui/format.ts";
import { TokenBar, TokenLegend } from "../ui/token-bar.tsx";
import { Fact, Money } from "../ui/values.tsx";
import { costDetailOf } from "./cost.ts";

/** What a span cost: its own sum with its parts, the sum below it, or for a tool the model call that asked for it. */
export function CostSection({ detail, trace }: { readonly detail: SpanDetail; readonly trace: Trace }): VNode {
  const { tree } = trace;
  const row = useMemo(() => rowOf(tree, detail.traceId, detail.spanId), [tree, detail]);
  const { parts, facts, reason } = costDetailOf(detail);
  const below = tree.calls[row] ?? 0;
  const isCall = tree.table.counted[row] === 1 || detail.costUsd !== null || reason !== undefined;
  const whole = useMemo(
    () => tree.order.reduce((sum, at) => sum + (tree.parent[at] === -1 ? costAt(tree, at) : 0), 0),
    [tree],
  );
  return (
    <section class="cost">
      <h3>Cost</h3>
      {isCall && (
        <p>
          <b class="big">
            <Money usd={detail.costUsd} unpricedCalls={detail.costUsd === null ? 1 : 0} />
          </b>
          {whole > 0 && detail.costUsd !== null && (
            <span class="none"> {formatShare(detail.costUsd, whole)} of all</span>
          )}
        </p>
      )}
      {reason !== undefined && <p class="why">{reason}</p>}
      {!isCall && below > 0 && (
        <p>
          <b class="big">
            <Money usd={tree.cost[row] ?? 0} unpricedCalls={tree.unpriced[row] ?? 0} />
          </b>
          <span class="none"> in {below === 1 ? "one model call" : `${below} model calls`} below it</span>
        </p>
      )}
      {!isCall && below === 0 && <NoCost trace={trace} row={row} />}
      {parts.length > 0 && <Pairs pairs={parts.map(({ name, usd }) => ({ name, text: formatMoney(usd) }))} />}
      {facts.length > 0 && (
        <details>
          <summary class="none">How it was priced</summary>
          <Pairs pairs={facts} />
        </details>
      )}
    </section>
  );
}

function Pairs({ pairs }: { readonly pairs: readonly { readonly name: string; readonly text: string }[] }): VNode {
  return (
    <dl class="pairs">
      {pairs.map(({ name, text }) => (
        <Fact key={name} name={name}>
          {text}
        </Fact>
      ))}
    </dl>
  );
}

function costAt({ cost }: SpanTree, row: number): number {
  return cost[row] ?? 0;
}

function NoCost({ trace, row }: { readonly trace: Trace; readonly row: number }): VNode {
  const { tree } = trace;
  const call = useMemo(() => (row === -1 ? -1 : callBefore(tree, row)), [tree, row]);
  if (call === -1) return <p class="none">None of its own: model calls have a cost.</p>;
  return (
    <p>
      None of its own. The model call before it cost{" "}
      <b>
        <Money usd={tree.table.cost[call] ?? null} unpricedCalls={tree.unpriced[call] ?? 0} />
      </b>
      :{" "}
      <button type="button" class="link" onClick={() => trace.goTo(call)}>
        {tree.table.strings[tree.table.name[call] ?? 0]}
      </button>
    </p>
  );
}

/** Tokens of a model call as a bar with its parts. */
export function TokenSection({ detail }: { readonly detail: SpanDetail }): VNode | null {
  if (detail.inputTokens === null && detail.outputTokens === null) return null;
  return (
    <section>
      <h3>Tokens</h3>
      <TokenBar counts={detail} />
      <TokenLegend counts={detail} />
      {(detail.cacheReadTokens ?? 0) > 0 && (
        <p class="none">
          {formatShare(detail.cacheReadTokens ?? 0, detail.inputTokens ?? 0)} of the input came from the cache
        </p>
      )}
    </section>
  );
}
