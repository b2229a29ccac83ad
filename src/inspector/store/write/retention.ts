import type { Database, Statement } from "../sqlite.ts";
import { numberOf } from "../sqlite.ts";
import type { Tables } from "../tables.ts";
import { CHUNK_ROWS, chunkOf } from "./packed-bodies.ts";
import { type SessionUpkeep, traceIdFor } from "./session-upkeep.ts";

/** Rows deleted in one transaction, so that requests wait a moment at most. */
const SLICE = 4_000;
/** Deletes down to this share of the limit, not for each commit anew. */
const TARGET = 0.9;
/** A deleted trace is remembered for each so many bytes of the limit: they take a fiftieth of it. */
const BYTES_FOR_DELETED = 2_000;

/**
 * Keeps the store below a size: the sessions that ended first go, with their spans, events and bodies. Sums by hour, histograms and first-seen decisions
 * stay, and what was deleted is not added to them again. Pages that become free are used again, so the file does not grow past the limit.
 */
export class Retention {
  readonly #tables: Tables;
  readonly #upkeep: SessionUpkeep;
  readonly #maxBytes: number;
  readonly #pageSize: number;
  #isDeleting = false;
  /** The session that is half deleted: its sums are made anew when deleting pauses. */
  #partial = 0;

  constructor(tables: Tables, upkeep: SessionUpkeep, maxBytes: number) {
    this.#tables = tables;
    this.#upkeep = upkeep;
    this.#maxBytes = maxBytes;
    this.#pageSize = numberOf(tables.database, "PRAGMA page_size");
  }

  isOver(): boolean {
    const { database } = this.#tables;
    const pages = numberOf(database, "PRAGMA page_count") - numberOf(database, "PRAGMA freelist_count");
    this.#isDeleting = pages * this.#pageSize > this.#maxBytes * (this.#isDeleting ? TARGET : 1);
    return this.#isDeleting || this.#partial !== 0;
  }

  /** Deletes a slice; in a transaction. */
  deleteOldest(): void {
    if (!this.#isDeleting) {
      if (this.#tables.sessions.has(this.#partial)) this.#upkeep.makeAnew(this.#partial);
      this.#partial = 0;
      return;
    }
    const { database } = this.#tables;
    const oldest = database.prepare("SELECT s, end_us FROM sessions ORDER BY end_us LIMIT 1").get();
    if (oldest === undefined) {
      this.#deletePoints(undefined);
      return;
    }
    const s = Number(oldest.s);
    if (this.#partial !== 0 && this.#partial !== s && this.#tables.sessions.has(this.#partial))
      this.#upkeep.makeAnew(this.#partial);
    this.#deletePoints(Number(oldest.end_us));
    const spans = this.#deleteSpans(database, s);
    const events = this.#deleteEvents(database, s);
    this.#tables.deleted.keep(Math.ceil(this.#maxBytes / BYTES_FOR_DELETED));
    this.#partial = spans < SLICE && events < SLICE ? 0 : s;
    if (this.#partial === 0) this.#upkeep.makeAnew(s);
  }

  /** Gives pages back that are free, where the file is larger than it may be. */
  release(): void {
    const { database } = this.#tables;
    const excess = numberOf(database, "PRAGMA page_count") - Math.floor(this.#maxBytes / this.#pageSize);
    if (excess > 0) database.exec(`PRAGMA incremental_vacuum(${Math.min(excess, 2_000)})`);
  }

  #deleteSpans(database: Database, s: number): number {
    const rows = database
      .prepare(
        `SELECT n, trace, service, agent_kind, start_us + duration_us AS end_us FROM spans WHERE session = ? ORDER BY n LIMIT ${SLICE}`,
      )
      .all(s);
    const { counters, sources, texts, traces } = this.#tables;
    const remove = database.prepare("DELETE FROM spans WHERE n = ?");
    const byTrace = new Map<number, { spans: number; endUs: number }>();
    for (const row of rows) {
      remove.run(Number(row.n));
      texts.remove(Number(row.n));
      const { spans, endUs } = byTrace.get(Number(row.trace)) ?? { spans: 0, endUs: 0 };
      byTrace.set(Number(row.trace), { spans: spans + 1, endUs: Math.max(endUs, Number(row.end_us)) });
      sources.add(Number(row.service), Number(row.agent_kind), -1, 0);
    }
    deleteBodies(
      database,
      "span",
      rows.map((row) => Number(row.n)),
    );
    const hasEvent = database.prepare("SELECT 1 FROM events WHERE trace = ? LIMIT 1");
    for (const [t, { spans, endUs }] of byTrace) {
      const trace = traces.get(t);
      traces.deleted(trace, endUs);
      traces.remove(trace, spans);
      if (trace.spans === 0 && hasEvent.get(t) === undefined) traces.delete(t);
    }
    counters.add("spans", -rows.length);
    counters.add("deleted", rows.length);
    return rows.length;
  }

  #deleteEvents(database: Database, s: number): number {
    const rows = database
      .prepare(`SELECT n, trace, service, agent_kind, time_us FROM events WHERE session = ? ORDER BY n LIMIT ${SLICE}`)
      .all(s);
    const { counters, deleted, sessions, sources, traces } = this.#tables;
    const remove = database.prepare("DELETE FROM events WHERE n = ?");
    const untilUs = new Map<unknown, number>();
    for (const row of rows) {
      remove.run(Number(row.n));
      untilUs.set(row.trace, Math.max(untilUs.get(row.trace) ?? 0, Number(row.time_us)));
      sources.add(Number(row.service), Number(row.agent_kind), 0, -1);
    }
    deleteBodies(
      database,
      "event",
      rows.map((row) => Number(row.n)),
    );
    for (const [t, until] of untilUs) {
      if (t === null) deleted.add(traceIdFor(sessions.get(s).id), until);
      else traces.deleted(traces.get(Number(t)), until);
    }
    this.#deleteEmptyTraces(database, new Set(untilUs.keys()));
    counters.add("events", -rows.length);
    return rows.length;
  }

  #deleteEmptyTraces(database: Database, numbers: ReadonlySet<unknown>): void {
    const { traces } = this.#tables;
    const hasEvent = database.prepare("SELECT 1 FROM events WHERE trace = ? LIMIT 1");
    for (const t of numbers)
      if (typeof t === "number" && traces.get(t).spans === 0 && hasEvent.get(t) === undefined) traces.delete(t);
  }

  /** Points before a time; without one, the oldest eighth. */
  #deletePoints(beforeUs: number | undefined): void {
    const { database, counters } = this.#tables;
    const before =
      beforeUs ??
      numberOf(database, "SELECT CAST(min(time_us) + (max(time_us) - min(time_us)) / 8 + 1 AS INTEGER) FROM points");
    const remove: Statement = database.prepare("DELETE FROM points WHERE series = ? AND time_us < ?");
    let deleted = 0;
    for (const row of database.prepare("SELECT id FROM series").all())
      deleted += Number(remove.run(Number(row.id), before).changes);
    counters.add("points", -deleted);
  }
}

/** Bodies of rows that are gone. A chunk goes with the last of its rows. */
function deleteBodies(database: Database, table: "span" | "event", numbers: readonly number[]): void {
  const tail = database.prepare(`DELETE FROM ${table}_tail WHERE n = ? AND packed = 1`);
  const chunk = database.prepare(
    `DELETE FROM ${table}_chunks WHERE c = ?1 AND NOT EXISTS (SELECT 1 FROM ${table}s WHERE n BETWEEN ?1 * ${CHUNK_ROWS} AND ?1 * ${CHUNK_ROWS} + ${CHUNK_ROWS - 1})`,
  );
  for (const n of numbers) tail.run(n);
  for (const c of new Set(numbers.map(chunkOf))) chunk.run(c);
}
