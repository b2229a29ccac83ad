import type { Group } from "../groups.ts";
import { hexOf } from "../hex.ts";
import type { Statement } from "../sqlite.ts";
import type { Tables } from "../tables.ts";
import type { Trace } from "../traces.ts";
import { contentHash } from "./content-hash.ts";
import { NOTHING_DELETED } from "./deleted-traces.ts";
import type { EventRow } from "./event-row.ts";
import type { SpanRow } from "./span-row.ts";
import { FLAGS } from "./span-row.ts";

/** Which session a row is of, and what follows when that turns out otherwise: rows move, derived rows go, sums are made anew. */
export class SessionUpkeep {
  readonly #tables: Tables;
  readonly #anew = new Set<number>();
  readonly #spansOfTrace: Statement;
  readonly #eventsOfTrace: Statement;
  readonly #moveSpans: Statement;
  readonly #moveEvents: Statement;
  readonly #spansOfSession: Statement;
  readonly #eventsOfSession: Statement;
  readonly #derived: Statement;
  readonly #sessionOfSpan: Statement;
  readonly #elsewhere: Statement;
  readonly #gather: Statement;
  readonly #delete: Statement;

  constructor(tables: Tables) {
    this.#tables = tables;
    const spans = "SELECT s.* FROM spans s";
    const events = "SELECT e.* FROM events e";
    const { database } = tables;
    this.#spansOfTrace = database.prepare(`${spans} WHERE s.trace = ? AND s.session = ? ORDER BY s.n`);
    this.#spansOfSession = database.prepare(`${spans} WHERE s.session = ? ORDER BY s.n`);
    this.#derived = database.prepare(`${spans} WHERE s.session = ? AND s.source > ? ORDER BY s.n`);
    this.#eventsOfTrace = database.prepare(
      `${events} WHERE e.trace = ? AND e.session = ? AND e.flags & ${FLAGS.session} = 0 ORDER BY e.n`,
    );
    this.#eventsOfSession = database.prepare(`${events} WHERE e.session = ? ORDER BY e.n`);
    this.#moveSpans = database.prepare("UPDATE spans SET session = ? WHERE trace = ? AND session = ?");
    this.#moveEvents = database.prepare(
      `UPDATE events SET session = ? WHERE trace = ? AND session = ? AND flags & ${FLAGS.session} = 0`,
    );
    this.#sessionOfSpan = database.prepare("SELECT session FROM spans WHERE trace = ? AND span_id = ?");
    const misplaced = `trace = ? AND span_id = ? AND session <> ? AND flags & ${FLAGS.session} = 0`;
    this.#elsewhere = database.prepare(`SELECT DISTINCT session FROM events WHERE ${misplaced}`);
    this.#gather = database.prepare(`UPDATE events SET session = ? WHERE ${misplaced}`);
    this.#delete = database.prepare("DELETE FROM spans WHERE n = ?");
  }

  /** The session of a row: what it says itself, else what its trace is known to be of, else the trace's own. */
  sessionOf(trace: Trace, stated: string | undefined): number {
    const { sessions, traces } = this.#tables;
    if (stated !== undefined && stated !== "") {
      const session = sessions.number(stated);
      if (!trace.stated) this.#assign(trace, session);
      return session;
    }
    // A session whose rows were all deleted is gone.
    if (trace.session === 0 || !sessions.has(trace.session)) traces.setSession(trace, sessions.number(trace.id), false);
    return trace.session;
  }

  /** The session of an event: as of any row of its trace, but for one that names none and whose span is of another session. */
  sessionOfEvent(trace: Trace, spanId: Uint8Array | undefined, stated: string | undefined): number {
    const span = spanId && !stated ? this.#sessionOfSpan.get(trace.t, spanId) : undefined;
    return span === undefined ? this.sessionOf(trace, stated) : Number(span.session);
  }

  /** A span came that is of another session than its trace: events of it that came before and name none move there. */
  gatherEvents({ trace, span_id, session }: SpanRow): void {
    const from = this.#elsewhere.all(trace, span_id, session);
    if (from.length === 0) return;
    this.#gather.run(session, trace, span_id, session);
    for (const row of from) this.#anew.add(Number(row.session));
    this.#anew.add(session);
  }

  /** The session of what names neither session nor trace: one for each service. */
  sessionWithoutId({ service }: Group): string {
    return `service:${this.#tables.dictionary.text(service)}`;
  }

  /** The trace of what has none: one for each session, with an id made of the session's. */
  traceFor(session: number): Trace {
    const { sessions, traces } = this.#tables;
    const trace = traces.of(traceIdFor(sessions.get(session).id));
    if (trace.session !== session) traces.setSession(trace, session, true);
    return trace;
  }

  /** Until when rows of a session that name no trace were deleted to keep the store small. */
  deletedUntil(session: number): number {
    const { deleted, sessions } = this.#tables;
    return deleted.isEmpty ? NOTHING_DELETED : deleted.untilUs(traceIdFor(sessions.get(session).id));
  }

  /** A row goes; its session is made anew at the end of the transaction. */
  remove(row: SpanRow): void {
    const { counters, hours, latencies, sources, texts, traces } = this.#tables;
    this.#delete.run(row.n);
    texts.remove(row.n);
    counters.add("spans", -1);
    traces.remove(traces.get(row.trace), 1);
    hours.add(row, -1);
    latencies.add(row, -1);
    sources.add(row.service, row.agent_kind, -1, 0);
    this.#anew.add(row.session);
  }

  /** Rows of the session were deleted or changed in the file. */
  makeAnew(session: number): void {
    this.#anew.add(session);
  }

  /** Before a commit: of each session only the best source counts, and sums are of the rows that are there. */
  finish(): void {
    for (const state of this.#tables.sessions.touched()) {
      const { source, derived } = state;
      if (source === undefined || source === 2 || derived === 0) continue;
      for (const row of this.#derived.all(state.s, source) as unknown as SpanRow[]) this.remove(row);
    }
    for (const session of this.#anew) this.#restart(session);
    this.#anew.clear();
  }

  forget(): void {
    this.#anew.clear();
  }

  #restart(session: number): void {
    const { sessions, traces } = this.#tables;
    sessions.restart(session);
    for (const row of this.#spansOfSession.iterate(session) as Iterable<SpanRow>)
      sessions.add(row, sessions.get(session).id === traces.get(row.trace).id);
    for (const row of this.#eventsOfSession.iterate(session) as Iterable<EventRow>) sessions.addEvent(row);
  }

  /** The trace is known to be of a session: what had no better one than the trace itself moves there. */
  #assign(trace: Trace, session: number): void {
    const { sessions, traces } = this.#tables;
    const before = trace.session;
    traces.setSession(trace, session, true);
    if (before === 0 || before === session) return;
    const spans = this.#spansOfTrace.all(trace.t, before) as unknown as SpanRow[];
    const events = this.#eventsOfTrace.all(trace.t, before) as unknown as EventRow[];
    this.#moveSpans.run(session, trace.t, before);
    this.#moveEvents.run(session, trace.t, before);
    const isOwn = sessions.get(session).id === trace.id;
    for (const row of spans) sessions.add({ ...row, session }, isOwn);
    for (const row of events) sessions.addEvent({ ...row, session });
    this.#anew.add(before);
  }
}

/** The id of the trace that stands in for none. */
export function traceIdFor(sessionId: string): string {
  return hexOf(contentHash(sessionId));
}
