import type { SpanTable } from "../../api.ts";

/** The tree of a table of spans, with what is summed up in it. Computed once, in time that grows with the number of spans; columns are by row of the table. */
export interface SpanTree {
  readonly table: SpanTable;
  readonly rows: number;
  /** Rows from top to bottom, parents before their children. */
  readonly order: Int32Array;
  /** Where a row stands in `order`. */
  readonly place: Int32Array;
  /** The parent in this tree; -1 for a root, also for a span whose parent is not here. */
  readonly parent: Int32Array;
  readonly depth: Int32Array;
  /** Rows below and with a row: its subtree is `order` from its place, this long. */
  readonly subtree: Int32Array;
  /** 1 for a root that names a parent that never came, or that is its own ancestor. */
  readonly orphan: Uint8Array;
  /** Time in which no child ran. */
  readonly selfUs: Float64Array;
  /** Time since the end of the siblings before, or since the start of the parent. */
  readonly gapUs: Float64Array;
  /** Sums over the subtree. Costs and tokens are those of counted model calls. */
  readonly cost: Float64Array;
  readonly unpriced: Int32Array;
  readonly input: Float64Array;
  readonly output: Float64Array;
  readonly calls: Int32Array;
  readonly errors: Int32Array;
  /** End of the last span, from `table.originUs`. */
  readonly endUs: number;
}

/** Builds the tree. Total for any columns: cycles and parents out of range become roots. */
export function buildSpanTree(table: SpanTable): SpanTree {
  const rows = table.id.length;
  const { parent, orphan, firstChild, sibling } = linkRows(table);
  const order = new Int32Array(rows);
  const place = new Int32Array(rows).fill(-1);
  const depth = new Int32Array(rows);
  let count = 0;
  const walk = (root: number): void => {
    const pending = [root];
    for (let row = pending.pop(); row !== undefined; row = pending.pop()) {
      place[row] = count;
      order[count++] = row;
      const from = pending.length;
      for (let child = firstChild[row] ?? -1; child !== -1; child = sibling[child] ?? -1) {
        if (place[child] !== -1) continue;
        depth[child] = (depth[row] ?? 0) + 1;
        pending.push(child);
      }
      reverseFrom(pending, from);
    }
  };
  for (let row = 0; row < rows; row++) if (parent[row] === -1) walk(row);
  for (let row = 0; row < rows; row++) {
    if (place[row] !== -1) continue;
    parent[row] = -1;
    depth[row] = 0;
    orphan[row] = 1;
    walk(row);
  }
  return {
    table,
    rows,
    order,
    place,
    parent,
    depth,
    orphan,
    ...timesOf(table, parent),
    ...sumsOf(table, order, parent),
  };
}

/** The row of a span, or -1. */
export function rowOf({ table }: SpanTree, trace: string, span: string): number {
  for (let row = table.id.indexOf(span); row !== -1; row = table.id.indexOf(span, row + 1))
    if (table.traces[table.trace[row] ?? 0] === trace) return row;
  return -1;
}

function linkRows(table: SpanTable) {
  const rows = table.id.length;
  const parent = new Int32Array(rows).fill(-1);
  const orphan = new Uint8Array(rows);
  const firstChild = new Int32Array(rows).fill(-1);
  const sibling = new Int32Array(rows).fill(-1);
  for (let row = rows - 1; row >= 0; row--) {
    const above = table.parent[row] ?? -1;
    if (above < 0 || above >= rows || above === row) {
      orphan[row] = above === -1 ? 0 : 1;
      continue;
    }
    parent[row] = above;
    sibling[row] = firstChild[above] ?? -1;
    firstChild[above] = row;
  }
  return { parent, orphan, firstChild, sibling };
}

/** Rows are sorted by start: of each parent it is enough to know where its children have come to. */
function timesOf(table: SpanTable, parent: Int32Array): Pick<SpanTree, "selfUs" | "gapUs" | "endUs"> {
  const rows = parent.length;
  const selfUs = Float64Array.from(table.duration);
  const gapUs = new Float64Array(rows);
  const reached = Float64Array.from(table.start);
  let rootsReached = table.start[0] ?? 0;
  let endUs = 0;
  for (let row = 0; row < rows; row++) {
    const start = table.start[row] ?? 0;
    const end = start + (table.duration[row] ?? 0);
    endUs = Math.max(endUs, end);
    const above = parent[row] ?? -1;
    const before = above === -1 ? rootsReached : (reached[above] ?? 0);
    gapUs[row] = Math.max(0, start - before);
    if (above === -1) {
      rootsReached = Math.max(rootsReached, end);
      continue;
    }
    const limit = (table.start[above] ?? 0) + (table.duration[above] ?? 0);
    const covered = Math.min(end, limit) - Math.max(start, before);
    if (covered > 0) selfUs[above] = Math.max(0, (selfUs[above] ?? 0) - covered);
    reached[above] = Math.max(before, end);
  }
  return { selfUs, gapUs, endUs };
}

function sumsOf(table: SpanTable, order: Int32Array, parent: Int32Array) {
  const rows = order.length;
  const subtree = new Int32Array(rows).fill(1);
  const cost = new Float64Array(rows);
  const unpriced = new Int32Array(rows);
  const input = new Float64Array(rows);
  const output = new Float64Array(rows);
  const calls = new Int32Array(rows);
  const errors = new Int32Array(rows);
  const columns = [subtree, cost, unpriced, input, output, calls, errors];
  for (let place = rows - 1; place >= 0; place--) {
    const row = order[place] ?? 0;
    if (table.status[row] === 2) errors[row] = (errors[row] ?? 0) + 1;
    if (table.counted[row] === 1) {
      const own = table.cost[row] ?? null;
      cost[row] = (cost[row] ?? 0) + (own ?? 0);
      unpriced[row] = (unpriced[row] ?? 0) + (own === null ? 1 : 0);
      input[row] = (input[row] ?? 0) + (table.input[row] ?? 0);
      output[row] = (output[row] ?? 0) + (table.output[row] ?? 0);
      calls[row] = (calls[row] ?? 0) + 1;
    }
    const above = parent[row] ?? -1;
    if (above !== -1) for (const column of columns) column[above] = (column[above] ?? 0) + (column[row] ?? 0);
  }
  return { subtree, cost, unpriced, input, output, calls, errors };
}

function reverseFrom(list: number[], from: number): void {
  for (let low = from, high = list.length - 1; low < high; low++, high--) {
    const swapped = list[low] ?? 0;
    list[low] = list[high] ?? 0;
    list[high] = swapped;
  }
}
