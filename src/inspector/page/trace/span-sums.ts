import type { SpanTable } from "../../api.ts";
import { SPAN_KINDS } from "../../model/facts.ts";
import type { SpanOrder } from "./span-order.ts";

/** Sums over subtrees, by row; costs and tokens are those of counted model calls. And what is counted of all. */
export interface SpanSums {
  /** Rows below and with a row: its subtree is `order` from its place, this long. */
  readonly subtree: Int32Array;
  readonly cost: Float64Array;
  readonly unpriced: Int32Array;
  readonly input: Float64Array;
  readonly output: Float64Array;
  readonly calls: Int32Array;
  readonly errors: Int32Array;
  /** Rows with an error of their own making, in the order of the tree: none below them failed. */
  readonly failed: readonly number[];
  /** How many spans there are of each kind, by its index in `SPAN_KINDS`. */
  readonly kinds: Int32Array;
  /** Most tokens of one model call. */
  readonly mostTokens: number;
  /** End of the last span, from `table.originUs`. */
  readonly endUs: number;
}

export function sumSpans(table: SpanTable, { order, parent }: SpanOrder): SpanSums {
  const rows = order.length;
  const subtree = new Int32Array(rows).fill(1);
  const cost = new Float64Array(rows);
  const unpriced = new Int32Array(rows);
  const input = new Float64Array(rows);
  const output = new Float64Array(rows);
  const calls = new Int32Array(rows);
  const errors = new Int32Array(rows);
  const failed: number[] = [];
  const kinds = new Int32Array(SPAN_KINDS.length);
  let mostTokens = 0;
  let endUs = 0;
  for (let place = rows - 1; place >= 0; place--) {
    const row = order[place] ?? 0;
    const kind = table.kind[row] ?? 0;
    kinds[kind] = (kinds[kind] ?? 0) + 1;
    endUs = Math.max(endUs, (table.start[row] ?? 0) + (table.duration[row] ?? 0));
    if (table.status[row] === 2) {
      errors[row] = (errors[row] ?? 0) + 1;
      if (errors[row] === 1) failed.push(row);
    }
    if (table.counted[row] === 1) {
      const own = table.cost[row] ?? null;
      const [came, went] = [table.input[row] ?? 0, table.output[row] ?? 0];
      mostTokens = Math.max(mostTokens, came + went);
      cost[row] = (cost[row] ?? 0) + (own ?? 0);
      unpriced[row] = (unpriced[row] ?? 0) + (own === null ? 1 : 0);
      input[row] = (input[row] ?? 0) + came;
      output[row] = (output[row] ?? 0) + went;
      calls[row] = (calls[row] ?? 0) + 1;
    }
    const above = parent[row] ?? -1;
    if (above === -1) continue;
    // Written out: a loop over columns of two types takes many times as long.
    subtree[above] = (subtree[above] ?? 0) + (subtree[row] ?? 0);
    cost[above] = (cost[above] ?? 0) + (cost[row] ?? 0);
    unpriced[above] = (unpriced[above] ?? 0) + (unpriced[row] ?? 0);
    input[above] = (input[above] ?? 0) + (input[row] ?? 0);
    output[above] = (output[above] ?? 0) + (output[row] ?? 0);
    calls[above] = (calls[above] ?? 0) + (calls[row] ?? 0);
    errors[above] = (errors[above] ?? 0) + (errors[row] ?? 0);
  }
  return { subtree, cost, unpriced, input, output, calls, errors, failed: failed.reverse(), kinds, mostTokens, endUs };
}
