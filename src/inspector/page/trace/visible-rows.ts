import { SPAN_KINDS } from "../../model/facts.ts";
import type { SpanTree } from "./span-tree.ts";

/** Which spans are looked for. All that is given must hold. */
export interface SpanFilter {
  /** In the name, the model, the tool, the agent, the service, the type of the error and the id of a span. */
  readonly text: string;
  readonly onlyErrors: boolean;
  /** Names of kinds; none stands for all. */
  readonly kinds: readonly string[];
}

export const NO_FILTER: SpanFilter = { text: "", onlyErrors: false, kinds: [] };

/** 1 for each row that the filter finds, by row; `undefined` when it looks for nothing. */
export function findSpans({ table, rows }: SpanTree, filter: SpanFilter): Uint8Array | undefined {
  const text = filter.text.trim().toLowerCase();
  if (text === "" && !filter.onlyErrors && filter.kinds.length === 0) return undefined;
  const found = new Uint8Array(rows);
  const hasText = table.strings.map((string) => string.toLowerCase().includes(text));
  const kinds = new Set(filter.kinds.map((kind) => SPAN_KINDS.indexOf(kind as never)));
  const texts = [table.name, table.model, table.tool, table.agent, table.service, table.errorType];
  for (let row = 0; row < rows; row++) {
    if (filter.onlyErrors && table.status[row] !== 2) continue;
    if (kinds.size > 0 && !kinds.has(table.kind[row] ?? 0)) continue;
    if (text !== "" && table.id[row] !== text && !texts.some((column) => hasText[column[row] ?? 0] === true)) continue;
    found[row] = 1;
  }
  return found;
}

/**
 * The rows to show, from top to bottom. While something is looked for, these are what was found and all above it, whatever is collapsed.
 *
 * @param collapsed - 1 for a row whose subtree is hidden
 */
export function visibleRows(tree: SpanTree, collapsed: Uint8Array, found: Uint8Array | undefined): Int32Array {
  if (found === undefined && !collapsed.includes(1)) return tree.order;
  const shown = new Int32Array(tree.rows);
  let count = 0;
  const kept = found === undefined ? undefined : withAncestors(tree, found);
  for (let place = 0; place < tree.rows; place++) {
    const row = tree.order[place] ?? 0;
    if (kept !== undefined && kept[row] !== 1) continue;
    shown[count++] = row;
    if (kept === undefined && collapsed[row] === 1) place += (tree.subtree[row] ?? 1) - 1;
  }
  return shown.subarray(0, count);
}

/** The next row with an error of its own making, from a place in the tree on, round and round; -1 when there is none. Errors that only came up from a child are passed over. */
export function nextError(tree: SpanTree, from: number, step: 1 | -1): number {
  const start = from === -1 ? (step === 1 ? -1 : tree.rows) : (tree.place[from] ?? 0);
  for (let tried = 1; tried <= tree.rows; tried++) {
    const row = tree.order[(start + step * tried + 2 * tree.rows) % tree.rows] ?? 0;
    if (isErrorOrigin(tree, row)) return row;
  }
  return -1;
}

/** Whether the error began here: no span below it failed. */
export function isErrorOrigin({ table, errors }: SpanTree, row: number): boolean {
  return table.status[row] === 2 && errors[row] === 1;
}

/** The model call that came before a row, under the same parent or further up: what asked for a tool. -1 when there is none. */
export function callBefore(tree: SpanTree, row: number): number {
  const { table, order, place, parent, subtree } = tree;
  const start = table.start[row] ?? 0;
  for (let below = row; below !== -1; below = parent[below] ?? -1) {
    const above = parent[below] ?? -1;
    const first = above === -1 ? 0 : (place[above] ?? 0) + 1;
    const last = above === -1 ? tree.rows : first + (subtree[above] ?? 1) - 1;
    let best = -1;
    for (let at = first; at < last; at++) {
      const other = order[at] ?? 0;
      if (table.counted[other] === 1 && other !== row && endOf(tree, other) <= start + 1000)
        if (best === -1 || endOf(tree, other) >= endOf(tree, best)) best = other;
    }
    if (best !== -1) return best;
  }
  return -1;
}

function endOf({ table }: SpanTree, row: number): number {
  return (table.start[row] ?? 0) + (table.duration[row] ?? 0);
}

function withAncestors(tree: SpanTree, found: Uint8Array): Uint8Array {
  const kept = Uint8Array.from(found);
  for (let place = tree.rows - 1; place >= 0; place--) {
    const row = tree.order[place] ?? 0;
    const above = tree.parent[row] ?? -1;
    if (kept[row] === 1 && above !== -1) kept[above] = 1;
  }
  return kept;
}
