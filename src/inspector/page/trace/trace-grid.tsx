import type { VNode } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { type KeyBinding, useKeys } from "../ui/keyboard.ts";
import { useAfterPaint } from "../ui/use-after-paint.ts";
import { useRowWindow } from "../ui/use-row-window.ts";
import type { Mark } from "./marks.ts";
import { around, formatTick, panned, ticks, zoomed } from "./time-window.ts";
import { ROW_HEIGHT, TraceRow } from "./trace-row.tsx";
import type { Trace } from "./use-trace.ts";
import { nextError } from "./visible-rows.ts";

const HEAD = 28;

/** More than rows are ever in the document at once. */
const RECYCLED = 64;

const NO_MARKS: readonly Mark[] = [];

/** The tree of spans with their bars, as one grid. Only rows in sight are in the document. */
export function TraceGrid(props: {
  readonly trace: Trace;
  readonly marks: ReadonlyMap<number, readonly Mark[]>;
  readonly onOpen: () => void;
}): VNode {
  const { trace, marks } = props;
  const { tree, rows, selected } = trace;
  const view = useRowWindow(rows.length, ROW_HEIGHT, HEAD);
  const index = useMemo(() => rows.indexOf(selected), [rows, selected]);
  const marksOfTime = ticks(trace.window);
  const isPainted = useAfterPaint();
  const times = isPainted ? tree.times() : undefined;
  // A row that stays in sight is the same node as before and is not looked at again; those that come take the elements of those that go.
  const before = useMemo(() => new Map<number, VNode>(), [trace, marks, times]);
  const shown = [...rows.subarray(view.first, view.end)].map((row, offset) => {
    const at = view.first + offset;
    return (
      before.get(at) ?? (
        <TraceRow
          key={at % RECYCLED}
          trace={trace}
          row={row}
          index={at}
          marks={marks.get(row) ?? NO_MARKS}
          times={times}
        />
      )
    );
  });
  before.clear();
  for (const [offset, node] of shown.entries()) before.set(view.first + offset, node);
  const wholeUs = Math.max(1, tree.endUs);
  useEffect(() => view.reveal(index, "middle"), [index]);
  useKeys("Trace", [
    ...keysOf(trace, index, view.page),
    ...errorKeys(trace),
    { key: "Enter", help: "open the details", run: () => inGrid() && props.onOpen() },
  ]);
  useEffect(() => {
    const element = view.ref.current;
    const onWheel = (event: WheelEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || element === null) return;
      const axis = element.querySelector(".axis")?.getBoundingClientRect();
      if (axis === undefined) return;
      event.preventDefault();
      const { fromUs, toUs } = trace.window;
      const share = Math.min(1, Math.max(0, (event.clientX - axis.left) / axis.width));
      trace.zoomTo(zoomed(trace.window, 1.002 ** event.deltaY, fromUs + share * (toUs - fromUs), wholeUs));
    };
    element?.addEventListener("wheel", onWheel, { passive: false });
    return () => element?.removeEventListener("wheel", onWheel);
  });
  return (
    <div
      ref={view.ref}
      class="row-window"
      id="trace-grid"
      role="treegrid"
      aria-label="Spans"
      aria-rowcount={rows.length + 1}
      aria-colcount={5}
      aria-activedescendant={index >= view.first && index < view.end ? `row-${selected}` : undefined}
      tabIndex={0}
    >
      <div role="row" class="row trace-row head" aria-rowindex={1}>
        <div role="columnheader">Span</div>
        <div role="columnheader" class="num">
          Cost
        </div>
        <div role="columnheader" class="num">
          Tokens
        </div>
        <div role="columnheader" class="num">
          Duration
        </div>
        <div role="columnheader" class="axis">
          <span class="sr">Time</span>
          {marksOfTime
            .filter((time) => share(trace, time) < 86)
            .map((time) => (
              <span key={time} aria-hidden="true" style={{ left: `${share(trace, time)}%` }}>
                {formatTick(time, trace.window)}
              </span>
            ))}
        </div>
      </div>
      <div role="rowgroup" class="rows" style={{ height: `${rows.length * ROW_HEIGHT}px` }}>
        <div class="row trace-row lines" aria-hidden="true">
          <div />
          <div />
          <div />
          <div />
          <div>
            {marksOfTime.map((time) => (
              <i key={time} style={{ left: `${share(trace, time)}%` }} />
            ))}
          </div>
        </div>
        {shown}
      </div>
    </div>
  );
}

function keysOf(trace: Trace, index: number, page: number): readonly KeyBinding[] {
  const { tree, rows, selected } = trace;
  const move = (to: number): unknown =>
    rows.length === 0 ? false : trace.select(rows[Math.max(0, Math.min(rows.length - 1, to))] ?? -1);
  const parent = tree.parent[selected] ?? -1;
  const hasBelow = (tree.subtree[selected] ?? 1) > 1;
  const wholeUs = Math.max(1, tree.endUs);
  const middle = (trace.window.fromUs + trace.window.toUs) / 2;
  return [
    { key: "j", help: "next span", run: () => move(index + 1) },
    { key: "k", help: "span before", run: () => move(Math.max(0, index - 1)) },
    { key: "ArrowDown", help: "next span", run: () => inGrid() && move(index + 1) },
    { key: "ArrowUp", help: "span before", run: () => inGrid() && move(Math.max(0, index - 1)) },
    {
      key: "ArrowRight",
      help: "open, or go to the first child",
      run: () => inGrid() && hasBelow && (trace.isCollapsed(selected) ? trace.toggle(selected) : move(index + 1)),
    },
    {
      key: "ArrowLeft",
      help: "close, or go to the parent",
      run: () => {
        if (!inGrid()) return false;
        if (hasBelow && !trace.isCollapsed(selected)) return trace.toggle(selected);
        return parent === -1 ? undefined : trace.select(parent);
      },
    },
    { key: "PageDown", help: "a page down", run: () => inGrid() && move(index + page) },
    { key: "PageUp", help: "a page up", run: () => inGrid() && move(index - page) },
    { key: "Home", help: "first span", run: () => inGrid() && move(0) },
    { key: "End", help: "last span", run: () => inGrid() && move(rows.length - 1) },
    { key: "x", help: "close all", run: () => trace.collapseAll(true) },
    { key: "X", help: "open all", run: () => trace.collapseAll(false) },
    {
      key: "f",
      help: "zoom to the span",
      run: () =>
        selected !== -1 &&
        trace.zoomTo(around(tree.table.start[selected] ?? 0, tree.table.duration[selected] ?? 0, wholeUs)),
    },
    { key: "+", help: "zoom in", run: () => trace.zoomTo(zoomed(trace.window, 0.5, middle, wholeUs)) },
    { key: "-", help: "zoom out", run: () => trace.zoomTo(zoomed(trace.window, 2, middle, wholeUs)) },
    { key: "[", help: "earlier", run: () => trace.zoomTo(panned(trace.window, -0.25, wholeUs)) },
    { key: "]", help: "later", run: () => trace.zoomTo(panned(trace.window, 0.25, wholeUs)) },
    { key: "0", help: "show all the time", run: () => trace.zoomTo(null) },
  ];
}

function errorKeys(trace: Trace): readonly KeyBinding[] {
  const go = (step: 1 | -1): unknown => {
    const row = nextError(trace.tree, trace.selected, step);
    return row === -1 ? false : trace.goTo(row);
  };
  return [
    { key: "e", help: "next error", run: () => go(1) },
    { key: "E", help: "error before", run: () => go(-1) },
  ];
}

/** Arrow keys are the grid's only while nothing else that scrolls or is pressed has the focus. */
function inGrid(): boolean {
  const focus = document.activeElement;
  return focus === null || focus === document.body || focus.tagName === "H1" || focus.closest("#trace-grid") !== null;
}

function share({ window: { fromUs, toUs } }: Trace, us: number): number {
  return (100 * (us - fromUs)) / (toUs - fromUs);
}
