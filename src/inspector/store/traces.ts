import type { Counters } from "./counters.ts";
import type { Database, Statement } from "./sqlite.ts";
import type { DeletedTraces } from "./write/deleted-traces.ts";

/** Traces that stay in memory between commits. */
const MAX_REMEMBERED = 5_000;

export interface Trace {
  readonly t: number;
  /** Hex. */
  readonly id: string;
  /** The session of rows that name none; 0 until the first row comes. */
  session: number;
  /** Whether a row of the trace named that session; else it is the trace's own. */
  stated: boolean;
  startUs: number;
  endUs: number;
  spans: number;
  /** Until when rows of it were deleted; what ended by then was there already. */
  deletedUs: number;
}

/** The traces that a transaction touches, written once at its end. */
export class Traces {
  readonly #byId = new Map<string, Trace>();
  readonly #byNumber = new Map<number, Trace>();
  readonly #touched = new Set<Trace>();
  readonly #find: Statement;
  readonly #get: Statement;
  readonly #write: Statement;
  readonly #delete: Statement;
  readonly #counters: Counters;
  readonly #deleted: DeletedTraces;

  constructor(database: Database, counters: Counters, deleted: DeletedTraces) {
    this.#counters = counters;
    this.#deleted = deleted;
    this.#find = database.prepare("SELECT * FROM traces WHERE id = ?");
    this.#get = database.prepare("SELECT * FROM traces WHERE t = ?");
    this.#delete = database.prepare("DELETE FROM traces WHERE t = ?");
    this.#write = database.prepare(
      `INSERT INTO traces VALUES(?, ?, ?, ?, ?, ?, ?) ON CONFLICT(t) DO UPDATE SET session = excluded.session,
       stated = excluded.stated, start_us = excluded.start_us, end_us = excluded.end_us, spans = excluded.spans`,
    );
  }

  /** The trace of that id; one that is not there yet begins. */
  of(id: string): Trace {
    return this.#byId.get(id) ?? this.#remember(this.#traceOf(this.#find.get(id)) ?? this.#begin(id));
  }

  get(t: number): Trace {
    const trace = this.#byNumber.get(t) ?? this.#traceOf(this.#get.get(t));
    if (trace === undefined) throw new Error(`no trace ${t}`);
    return this.#remember(trace);
  }

  add(trace: Trace, startUs: number, durationUs: number): void {
    trace.spans += 1;
    trace.startUs = Math.min(trace.startUs, startUs);
    trace.endUs = Math.max(trace.endUs, startUs + durationUs);
    this.#touched.add(trace);
  }

  /** Something of the trace that is no span happened. */
  touch(trace: Trace, timeUs: number): void {
    trace.startUs = Math.min(trace.startUs, timeUs);
    trace.endUs = Math.max(trace.endUs, timeUs);
    this.#touched.add(trace);
  }

  setSession(trace: Trace, session: number, stated: boolean): void {
    trace.session = session;
    trace.stated = stated;
    this.#touched.add(trace);
  }

  /** A row of the trace goes; its times stay those of all rows that it had. */
  remove(trace: Trace, spans: number): void {
    trace.spans -= spans;
    this.#touched.add(trace);
  }

  /** A row of the trace that ended then was deleted to keep the store small. */
  deleted(trace: Trace, untilUs: number): void {
    trace.deletedUs = Math.max(trace.deletedUs, untilUs);
    this.#deleted.add(trace.id, untilUs);
  }

  delete(t: number): void {
    const trace = this.#byNumber.get(t);
    if (trace !== undefined) {
      this.#byNumber.delete(t);
      this.#byId.delete(trace.id);
      this.#touched.delete(trace);
    }
    this.#delete.run(t);
  }

  flush(): void {
    for (const trace of this.#touched)
      this.#write.run(trace.t, trace.id, trace.session, trace.stated ? 1 : 0, trace.startUs, trace.endUs, trace.spans);
    this.#touched.clear();
    if (this.#byId.size <= MAX_REMEMBERED) return;
    this.#byId.clear();
    this.#byNumber.clear();
  }

  /** Takes what the file says, after a transaction that was rolled back. */
  forget(): void {
    this.#byId.clear();
    this.#byNumber.clear();
    this.#touched.clear();
  }

  #begin(id: string): Trace {
    return {
      t: this.#counters.add("last_trace", 1),
      id,
      session: 0,
      stated: false,
      startUs: Number.MAX_SAFE_INTEGER,
      endUs: 0,
      spans: 0,
      deletedUs: this.#deleted.untilUs(id),
    };
  }

  #remember(trace: Trace): Trace {
    this.#byId.set(trace.id, trace);
    this.#byNumber.set(trace.t, trace);
    return trace;
  }

  #traceOf(row: Record<string, unknown> | undefined): Trace | undefined {
    if (row === undefined) return undefined;
    const id = String(row.id);
    return {
      t: Number(row.t),
      id,
      session: Number(row.session),
      stated: row.stated === 1,
      startUs: Number(row.start_us),
      endUs: Number(row.end_us),
      spans: Number(row.spans),
      deletedUs: this.#deleted.untilUs(id),
    };
  }
}
