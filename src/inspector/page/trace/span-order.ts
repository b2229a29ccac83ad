import type { SpanTable } from "../../api.ts";

/** Rows of a table as a tree. Columns are by row of the table. */
export interface SpanOrder {
  /** Rows from top to bottom, parents before their children. */
  readonly order: Int32Array;
  /** Where a row stands in `order`. */
  readonly place: Int32Array;
  /** The parent in this tree; -1 for a root, also for a span whose parent is not here. */
  readonly parent: Int32Array;
  readonly depth: Int32Array;
  /** 1 for a root that names a parent that never came, or that is its own ancestor. */
  readonly orphan: Uint8Array;
}

/** Total for any columns: cycles and parents out of range become roots. */
export function orderSpans(table: SpanTable): SpanOrder {
  const rows = table.id.length;
  const { parent, orphan, firstChild, sibling } = linkRows(table);
  const order = new Int32Array(rows);
  const place = new Int32Array(rows).fill(-1);
  const depth = new Int32Array(rows);
  let count = 0;
  const enter = (row: number, level: number): void => {
    place[row] = count;
    depth[row] = level;
    order[count++] = row;
  };
  /** Goes down to the first child, else on to the next sibling of the row or of one above it. In a cycle some have been entered before. */
  const walk = (root: number): void => {
    enter(root, 0);
    let row = root;
    let next = firstChild[root] ?? -1;
    let level = 1;
    while (level > 0) {
      if (next === -1) {
        next = row === root ? -1 : (sibling[row] ?? -1);
        row = parent[row] ?? -1;
        level--;
      } else if (place[next] !== -1) next = sibling[next] ?? -1;
      else {
        enter(next, level++);
        row = next;
        next = firstChild[row] ?? -1;
      }
    }
  };
  for (let row = 0; row < rows; row++) if (parent[row] === -1) walk(row);
  for (let row = 0; row < rows && count < rows; row++) {
    if (place[row] !== -1) continue;
    parent[row] = -1;
    orphan[row] = 1;
    walk(row);
  }
  return { order, place, parent, depth, orphan };
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
