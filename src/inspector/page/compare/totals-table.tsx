import type { VNode } from "preact";
import type { Comparison } from "../../api.ts";
import { formatCount, formatDuration, formatMoney } from "../ui/format.ts";
import { Table } from "../ui/table.tsx";
import { type Delta, totalsOf } from "./differences.ts";

/** Sums of both with what B has more or less. */
export function TotalsTable({ comparison }: { readonly comparison: Comparison }): VNode {
  return (
    <Table<Delta>
      caption="Totals of both runs"
      rows={totalsOf(comparison)}
      columns={[
        { name: "what", cell: ({ label }) => label },
        { name: "A", isNumber: true, cell: ({ a, unit }) => format(a, unit) },
        { name: "B", isNumber: true, cell: ({ b, unit }) => format(b, unit) },
        { name: "B against A", isNumber: true, cell: deltaOf },
      ]}
    />
  );
}

/** How often each called a tool. */
export function ToolTable({ tools }: { readonly tools: Comparison["tools"] }): VNode {
  return (
    <Table<Comparison["tools"][number]>
      caption="Calls of tools in both runs"
      empty="Neither called or was offered a tool."
      rows={tools}
      columns={[
        { name: "tool", cell: ({ name }) => name },
        { name: "A", isNumber: true, cell: ({ a }) => <Calls count={a} /> },
        { name: "B", isNumber: true, cell: ({ b }) => <Calls count={b} /> },
        {
          name: "B against A",
          cell: ({ a, b }) => (a === b ? "" : a === 0 ? "only in B" : b === 0 ? "only in A" : signed(b - a, "count")),
        },
      ]}
    />
  );
}

function Calls({ count }: { readonly count: number }): VNode {
  return <span class={count === 0 ? "none" : ""}>{count}</span>;
}

function deltaOf({ a, b, unit, change, isBurden }: Delta): VNode {
  if (a === b) return <span class="none">same</span>;
  const percent = change === undefined ? "" : ` (${change > 0 ? "+" : "−"}${Math.round(Math.abs(change) * 100)}%)`;
  return (
    <span class={!isBurden ? "" : b > a ? "more" : "less"}>
      {signed(b - a, unit)}
      {percent}
    </span>
  );
}

const signed = (value: number, unit: Delta["unit"]): string =>
  `${value > 0 ? "+" : "−"}${format(Math.abs(value), unit)}`;

function format(value: number, unit: Delta["unit"]): string {
  if (unit === "usd") return formatMoney(value);
  return unit === "microseconds" ? formatDuration(value) : formatCount(value);
}
