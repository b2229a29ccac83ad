import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { LiveUpdate, SessionPage, SessionRow } from "../../api.ts";
import { sessionPath } from "../../model/session-path.ts";
import { get } from "../data/data.ts";
import { useAnswer } from "../data/use-answer.ts";
import type { Query } from "../routing/routes.ts";
import { mergeSessions, withoutGone } from "./merge-sessions.ts";
import { sessionsPath } from "./session-query.ts";

/** The sessions that a query finds, as far as they have been loaded, kept up to date. */
export interface SessionList {
  readonly rows: readonly SessionRow[];
  readonly error: string | undefined;
  readonly isLoading: boolean;
  readonly hasMore: boolean;
  loadMore(): void;
}

/** Of so many sessions further down the news are fetched one by one; more are left as they were. */
const MAX_SINGLE = 12;

export function useSessions(query: Query): SessionList {
  const asked = JSON.stringify(query);
  const path = useRef({ asked, path: sessionsPath(query, Date.now() * 1000) });
  if (path.current.asked !== asked) path.current = { asked, path: sessionsPath(query, Date.now() * 1000) };
  const rows = useSignal<readonly SessionRow[]>([]);
  const next = useSignal<string | null>(null);
  const isBusy = useRef(false);
  const updated = useRef<ReadonlySet<string>>(new Set());
  const answer = useAnswer<SessionPage>(path.current.path, ({ sessions }: LiveUpdate) => {
    updated.current = new Set([...updated.current, ...sessions]);
    return true;
  }).value;
  useEffect(() => {
    rows.value = [];
    next.value = null;
  }, [asked]);
  useEffect(() => {
    const page = answer.value;
    if (page === undefined) return;
    if (rows.peek().length === 0) next.value = page.next;
    rows.value = mergeSessions(withoutGone(rows.peek(), page, query.sort), page.sessions, query.sort);
    const fresh = new Set(page.sessions.map(({ id }) => id));
    const further = rows.peek().filter(({ id }) => updated.current.has(id) && !fresh.has(id));
    updated.current = new Set();
    for (const { id } of further.slice(0, MAX_SINGLE))
      get<SessionRow>(sessionPath(id)).then(
        (row) => {
          if (path.current.asked === asked) rows.value = mergeSessions(rows.peek(), [row], query.sort);
        },
        () => undefined,
      );
  }, [answer.value]);
  const loadMore = (): void => {
    if (next.value === null || isBusy.current) return;
    isBusy.current = true;
    get<SessionPage>(sessionsPath(query, Date.now() * 1000, next.value)).then(
      (page) => {
        isBusy.current = false;
        if (path.current.asked !== asked) return;
        next.value = page.next;
        rows.value = mergeSessions(rows.peek(), page.sessions, query.sort);
      },
      () => {
        isBusy.current = false;
      },
    );
  };
  return {
    rows: rows.value,
    error: answer.error,
    isLoading: answer.isLoading,
    hasMore: next.value !== null,
    loadMore,
  };
}
