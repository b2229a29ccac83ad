import { type Signal, useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { SpanTable } from "../../api.ts";
import { settle } from "../routing/router.ts";
import type { SpanRef, Target } from "../routing/routes.ts";
import { buildSpanTree, rowOf, type SpanTree } from "./span-tree.ts";
import type { TimeWindow } from "./time-window.ts";
import { findSpans, NO_FILTER, type SpanFilter, visibleRows } from "./visible-rows.ts";

/** What the parts of the trace view share. Rows are rows of the table; keys of spans outlive a refresh of it. */
export interface Trace {
  readonly tree: SpanTree;
  /** Rows to show, from top to bottom. */
  readonly rows: Int32Array;
  /** How many spans the filter finds; undefined without one. */
  readonly foundCount: number | undefined;
  readonly filter: Signal<SpanFilter>;
  readonly isCollapsed: (row: number) => boolean;
  /** The selected row, or -1. */
  readonly selected: number;
  readonly window: TimeWindow;
  readonly isZoomed: boolean;
  select(row: number): void;
  /** Opens what hides a row, and selects it. */
  goTo(row: number): void;
  toggle(row: number): void;
  collapseAll(isCollapsed: boolean): void;
  zoomTo(window: TimeWindow | null): void;
}

/** The address follows the selection with this delay, so that a held key does not fetch each span it passes. */
const SETTLE_MILLIS = 120;

export function useTrace(table: SpanTable, of: Target, span: SpanRef | null): Trace {
  const collapsed = useSignal<ReadonlySet<string>>(new Set());
  const filter = useSignal<SpanFilter>(NO_FILTER);
  const zoom = useSignal<TimeWindow | null>(null);
  const selection = useSignal<SpanRef | null>(span);
  const tree = useMemo(() => buildSpanTree(table), [table]);
  const hidden = useMemo(() => flags(tree, collapsed.value), [tree, collapsed.value]);
  const found = useMemo(() => findSpans(tree, filter.value), [tree, filter.value]);
  const rows = useMemo(() => visibleRows(tree, hidden, found), [tree, hidden, found]);
  const foundCount = useMemo(() => found?.reduce((sum, is) => sum + is, 0), [found]);
  const at = selection.value;
  const selected = useMemo(() => (at === null ? -1 : rowOf(tree, at.trace, at.span)), [tree, at]);
  useEffect(() => {
    if (span?.span !== selection.peek()?.span || span?.trace !== selection.peek()?.trace) selection.value = span;
  }, [span?.trace, span?.span]);
  useEffect(() => settle({ view: "trace", of, span: at }, SETTLE_MILLIS), [at]);
  const select = (row: number): void => {
    selection.value = row === -1 ? null : refOf(tree, row);
  };
  return {
    tree,
    rows,
    foundCount,
    filter,
    selected,
    isCollapsed: (row) => hidden[row] === 1,
    window: zoom.value ?? { fromUs: 0, toUs: Math.max(1, tree.endUs) },
    isZoomed: zoom.value !== null,
    select,
    goTo: (row) => {
      const open = new Set(collapsed.value);
      for (let above = tree.parent[row] ?? -1; above !== -1; above = tree.parent[above] ?? -1)
        open.delete(keyOf(tree, above));
      if (open.size !== collapsed.value.size) collapsed.value = open;
      select(row);
    },
    toggle: (row) => {
      const next = new Set(collapsed.value);
      const key = keyOf(tree, row);
      if (!next.delete(key)) next.add(key);
      collapsed.value = next;
    },
    collapseAll: (isCollapsed) => {
      const parents = [...tree.order].filter((row) => (tree.subtree[row] ?? 1) > 1);
      collapsed.value = new Set(isCollapsed ? parents.map((row) => keyOf(tree, row)) : []);
    },
    zoomTo: (window) => {
      zoom.value = window;
    },
  };
}

function refOf({ table }: SpanTree, row: number): SpanRef {
  return { trace: table.traces[table.trace[row] ?? 0] ?? "", span: table.id[row] ?? "" };
}

function keyOf({ table }: SpanTree, row: number): string {
  return `${table.traces[table.trace[row] ?? 0]}/${table.id[row]}`;
}

function flags(tree: SpanTree, keys: ReadonlySet<string>): Uint8Array {
  const set = new Uint8Array(tree.rows);
  if (keys.size > 0) for (let row = 0; row < tree.rows; row++) if (keys.has(keyOf(tree, row))) set[row] = 1;
  return set;
}
