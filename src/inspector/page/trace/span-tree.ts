import type { SpanTable } from "../../api.ts";
import { orderSpans, type SpanOrder } from "./span-order.ts";
import { type SpanSums, sumSpans } from "./span-sums.ts";
import { type SpanTimes, timesOf } from "./span-times.ts";

/** The tree of a table of spans, with what is summed up in it. Columns are by row of the table. */
export interface SpanTree extends SpanOrder, SpanSums {
  readonly table: SpanTable;
  readonly rows: number;
  /** Worked out when it is first asked for. */
  times(): SpanTimes;
}

/** Computed once for a table, in time that grows with the number of spans. */
export function buildSpanTree(table: SpanTable): SpanTree {
  const order = orderSpans(table);
  let times: SpanTimes | undefined;
  return {
    table,
    rows: table.id.length,
    ...order,
    ...sumSpans(table, order),
    times: () => {
      times ??= timesOf(table, order.parent);
      return times;
    },
  };
}

/** The row of a span, or -1. */
export function rowOf({ table }: SpanTree, trace: string, span: string): number {
  for (let row = table.id.indexOf(span); row !== -1; row = table.id.indexOf(span, row + 1))
    if (table.traces[table.trace[row] ?? 0] === trace) return row;
  return -1;
}
