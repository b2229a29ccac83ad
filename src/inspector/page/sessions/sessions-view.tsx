import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { SessionRow } from "../../api.ts";
import { navigate } from "../routing/router.ts";
import type { Query } from "../routing/routes.ts";
import { announce } from "../ui/announcer.tsx";
import { formatCount, formatExact } from "../ui/format.ts";
import { useKeys } from "../ui/keyboard.ts";
import { useRowWindow } from "../ui/use-row-window.ts";
import { Money } from "../ui/values.tsx";
import { NoSessions } from "./no-sessions.tsx";
import { SessionFilters } from "./session-filters.tsx";
import { ITEM_HEIGHT, SessionItem } from "./session-item.tsx";
import { changed } from "./session-query.ts";
import { useSessions } from "./use-sessions.ts";

const HEAD = 28;

const COLUMNS: readonly (readonly [label: string, sort: string, isNumber: boolean])[] = [
  ["Session", "", false],
  ["Decisions", "", false],
  ["Outcome", "errors", false],
  ["Cost", "cost", true],
  ["Tokens", "tokens", true],
  ["Calls / tools", "", true],
  ["Duration", "duration", true],
  ["Started", "start", true],
];

/** All sessions that the filters leave, the newest first if nothing else is asked for. */
export function SessionsView({ query }: { readonly query: Query }): VNode {
  const list = useSessions(query);
  const { rows } = list;
  const view = useRowWindow(rows.length, ITEM_HEIGHT, HEAD);
  const activeId = useSignal<string | null>(null);
  const marked = useSignal<string | null>(null);
  const nowUs = useClock();
  const active = rows.findIndex(({ id }) => id === activeId.value);
  const newAbove = useAnchor(view.ref, rows, active);
  const maxTokens = useMemo(
    () => rows.reduce((most, row) => Math.max(most, row.inputTokens + row.outputTokens), 1),
    [rows],
  );
  const open = ({ id }: SessionRow): void => navigate({ view: "trace", of: { session: id }, span: null });
  const move = (to: number): void => {
    const index = Math.max(0, Math.min(rows.length - 1, to));
    activeId.value = rows[index]?.id ?? null;
    view.reveal(index);
  };
  const compare = (row: SessionRow): void => {
    if (marked.value === null || marked.value === row.id) marked.value = marked.value === null ? row.id : null;
    else navigate({ view: "compare", query: { a: marked.value, b: row.id } });
  };
  const withActive = (run: (row: SessionRow) => void): unknown => {
    const row = rows[active];
    return row === undefined || !isFree() ? false : run(row);
  };
  useKeys("Sessions", [
    { key: "j", help: "next session", run: () => move(active + 1) },
    { key: "k", help: "session before", run: () => move(active - 1) },
    { key: "ArrowDown", help: "next session", run: () => isFree() && move(active + 1) },
    { key: "ArrowUp", help: "session before", run: () => isFree() && move(active - 1) },
    { key: "PageDown", help: "a page down", run: () => isFree() && move(active + view.page) },
    { key: "PageUp", help: "a page up", run: () => isFree() && move(active - view.page) },
    { key: "Home", help: "first session", run: () => isFree() && move(0) },
    { key: "End", help: "last session", run: () => isFree() && move(rows.length - 1) },
    { key: "Enter", help: "open the session", run: () => withActive(open) },
    { key: "c", help: "mark to compare; on a second one, compare", run: () => withActive(compare) },
  ]);
  useEffect(() => {
    if (view.end >= rows.length - 20) list.loadMore();
  }, [view.end, rows.length, list.hasMore]);
  return (
    <div class="sessions">
      <div class="sessions-head">
        <h1 tabIndex={-1}>Sessions</h1>
        {rows.length > 0 && <Sums rows={rows} hasMore={list.hasMore} />}
      </div>
      <SessionFilters query={query} rows={rows} />
      {list.error !== undefined && (
        <p class="notice bad" role="alert">
          {list.error}
        </p>
      )}
      {rows.length === 0 && list.isLoading && <p class="notice">Loading sessions …</p>}
      {rows.length === 0 && !list.isLoading && list.error === undefined && <NoSessions query={query} />}
      <div
        ref={view.ref}
        id="session-list"
        class="row-window"
        hidden={rows.length === 0}
        role="grid"
        aria-label="Sessions"
        aria-rowcount={list.hasMore ? -1 : rows.length + 1}
        aria-activedescendant={active >= view.first && active < view.end ? `session-${active}` : undefined}
        tabIndex={0}
      >
        <div role="row" class="row session-item head" aria-rowindex={1}>
          {COLUMNS.map(([label, sort, isNumber]) => (
            <Header key={label} label={label} sort={sort} isNumber={isNumber} query={query} />
          ))}
        </div>
        <div role="rowgroup" class="rows" style={{ height: `${rows.length * ITEM_HEIGHT}px` }}>
          {rows.slice(view.first, view.end).map((session, offset) => (
            <SessionItem
              key={session.id}
              session={session}
              index={view.first + offset}
              isActive={session.id === activeId.value}
              isMarked={session.id === marked.value}
              maxTokens={maxTokens}
              nowUs={nowUs}
              onPick={() => (activeId.value = session.id)}
              onOpen={() => open(session)}
            />
          ))}
        </div>
      </div>
      {newAbove.count > 0 && (
        <button type="button" class="new-above" onClick={newAbove.show}>
          ↑ {newAbove.count === 1 ? "1 new session" : `${formatExact(newAbove.count)} new sessions`}
        </button>
      )}
    </div>
  );
}

function Header(props: {
  readonly label: string;
  readonly sort: string;
  readonly isNumber: boolean;
  readonly query: Query;
}): VNode {
  const isSorted = props.sort !== "" && (props.query.sort ?? "start") === props.sort;
  return (
    <div role="columnheader" class={props.isNumber ? "num" : ""} aria-sort={isSorted ? "descending" : undefined}>
      {props.sort === "" ? (
        props.label
      ) : (
        <button
          type="button"
          class="sort"
          title={`Sort by ${props.sort}`}
          onClick={() =>
            navigate(
              { view: "sessions", query: changed(props.query, "sort", props.sort === "start" ? "" : props.sort) },
              "replace",
            )
          }
        >
          {props.label}
          {isSorted && <span aria-hidden="true"> ↓</span>}
        </button>
      )}
    </div>
  );
}

function Sums({ rows, hasMore }: { readonly rows: readonly SessionRow[]; readonly hasMore: boolean }): VNode {
  const sum = (of: (row: SessionRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  return (
    <p class="sums">
      <b>{formatExact(rows.length)}</b>{" "}
      {hasMore ? "loaded, there are more" : rows.length === 1 ? "session" : "sessions"} ·{" "}
      <b>
        <Money usd={sum((row) => row.costUsd)} unpricedCalls={sum((row) => row.unpricedCalls)} />
      </b>{" "}
      · <b>{formatCount(sum((row) => row.inputTokens + row.outputTokens))}</b> tokens ·{" "}
      <b>{formatExact(sum((row) => Number(row.failed)))}</b> with errors
    </p>
  );
}

/** Keeps what the reader looks at where it is when rows come in above: the active row, or the first in sight once the list is scrolled. */
function useAnchor(ref: { readonly current: HTMLDivElement | null }, rows: readonly SessionRow[], active: number) {
  const before = useRef(rows);
  const count = useSignal(0);
  useLayoutEffect(() => {
    const element = ref.current;
    const old = before.current;
    before.current = rows;
    if (element === null || old.length === 0 || old === rows) return;
    const top = element.scrollTop;
    if (top === 0 && active === -1) return;
    const anchor = rows[active]?.id ?? old[Math.floor(top / ITEM_HEIGHT)]?.id;
    const oldIndex = old.findIndex(({ id }) => id === anchor);
    const moved = rows.findIndex(({ id }) => id === anchor) - oldIndex;
    if (oldIndex === -1 || moved <= 0) return;
    element.scrollTop = top + moved * ITEM_HEIGHT;
    count.value += moved;
    announce(`${moved} new sessions above`);
  }, [rows]);
  useEffect(() => {
    const element = ref.current;
    const look = (): void => {
      if (element?.scrollTop === 0) count.value = 0;
    };
    element?.addEventListener("scroll", look, { passive: true });
    return () => element?.removeEventListener("scroll", look);
  }, []);
  return {
    count: count.value,
    show: () => ref.current?.scrollTo({ top: 0 }),
  };
}

/** Now, by the quarter of a minute. */
function useClock(): number {
  const nowUs = useSignal(Date.now() * 1000);
  useEffect(() => {
    const timer = setInterval(() => (nowUs.value = Date.now() * 1000), 15_000);
    return () => clearInterval(timer);
  }, []);
  return nowUs.value;
}

/** Keys are the list's unless a button or a link has the focus. */
function isFree(): boolean {
  const focus = document.activeElement;
  return focus === null || focus === document.body || focus.tagName === "H1" || focus.id === "session-list";
}
