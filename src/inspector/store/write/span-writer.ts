import type { DerivedWork, Facts } from "../../model/facts.ts";
import type { RawSpan } from "../../model/raw.ts";
import type { Group } from "../groups.ts";
import type { Statement } from "../sqlite.ts";
import type { Tables } from "../tables.ts";
import type { Trace } from "../traces.ts";
import { wasDeleted } from "./deleted-traces.ts";
import type { Dictionary } from "./dictionary.ts";
import { RowInsert } from "./row-insert.ts";
import type { SessionUpkeep } from "./session-upkeep.ts";
import { FLAGS, type RowHead, type RowPlace, type SpanRow, spanRow } from "./span-row.ts";

/** An id that stands for content, in place of one that a sender gives. */
export interface DerivedIds {
  readonly trace: Trace;
  readonly session: number;
  readonly spanId: Uint8Array;
}

const NO_BODY = new Uint8Array();
const SPAN = 0;
const EVENT = 1;
const METRIC = 2;
const ERROR = 2;

/** Writes rows of `spans`, each once, and adds them to everything that is summed. */
export class SpanWriter {
  readonly #tables: Tables;
  readonly #upkeep: SessionUpkeep;
  readonly #insert: RowInsert<SpanRow>;
  readonly #find: Statement;
  readonly #get: Statement;
  readonly #uncount: Statement;
  readonly #dictionary: Dictionary;

  constructor(tables: Tables, upkeep: SessionUpkeep) {
    this.#tables = tables;
    this.#upkeep = upkeep;
    this.#dictionary = tables.dictionary;
    this.#insert = new RowInsert(tables.database, "spans");
    this.#find = tables.database.prepare("SELECT * FROM spans WHERE trace = ? AND span_id = ?");
    this.#get = tables.database.prepare("SELECT * FROM spans WHERE n = ?");
    this.#uncount = tables.database.prepare("UPDATE spans SET counted = 0, flags = ? WHERE n = ?");
  }

  /**
   * A span that is there already, or was until it was deleted for the size, is left out, but for a finished one after one that its sender ended as unfinished: that one takes its place.
   *
   * @returns whether the span was written
   */
  add(span: RawSpan, facts: Facts, trace: Trace, group: Group, unfinished: boolean): boolean {
    if (wasDeleted(trace.deletedUs, span.startUs, span.durationUs)) return false;
    const session = this.#upkeep.sessionOf(trace, facts.session);
    const n = this.#next();
    const row = spanRow(span, { n, trace: trace.t, session, group, source: SPAN, unfinished }, facts, this.#dictionary);
    const { nested } = this.#tables;
    nested.judge(row, trace);
    if (!this.#insert.write(row) && !this.#replaces(row)) return false;
    this.#count(row, trace, span.bytes);
    if (session !== trace.session) this.#upkeep.gatherEvents(row);
    for (const n of nested.add(row, trace)) this.#toldElsewhere(n);
    if (this.#tables.lateOutcomes.ended(row)) this.#upkeep.makeAnew(session);
    this.#tables.texts.add(row.n, span.bytes);
    return true;
  }

  /** A row of what an event or a metric tells of, unless its session has model calls from a better source. */
  addDerived(work: DerivedWork, ids: DerivedIds, group: Group, body: Uint8Array = NO_BODY): void {
    const { trace, session, spanId } = ids;
    const source = work.source === "event" ? EVENT : METRIC;
    if ((this.#tables.sessions.get(session).source ?? METRIC) < source) return;
    const { name, startUs, durationUs } = work;
    if (wasDeleted(trace.deletedUs, startUs, durationUs)) return;
    const head: RowHead = {
      spanId,
      parentSpanId: undefined,
      name,
      status: work.failed ? ERROR : 0,
      startUs,
      durationUs,
    };
    const place: RowPlace = { n: this.#next(), trace: trace.t, session, group, source, unfinished: false };
    const row = spanRow(head, place, work, this.#dictionary);
    if (this.#insert.write(row)) this.#count(row, trace, body);
  }

  #next(): number {
    return this.#tables.counters.get("last_span") + 1;
  }

  #replaces(row: SpanRow): boolean {
    if ((row.flags & FLAGS.unfinished) !== 0) return false;
    const old = this.#find.get(row.trace, row.span_id) as unknown as SpanRow | undefined;
    if (old === undefined || (old.flags & FLAGS.unfinished) === 0) return false;
    this.#upkeep.remove(old);
    return this.#insert.write(row);
  }

  /** A row that was counted is not any more: the span of the same request that came now is. */
  #toldElsewhere(n: number): void {
    const { hours, latencies, sessions } = this.#tables;
    const row = this.#get.get(n) as unknown as SpanRow | undefined;
    if (row === undefined || row.counted === 0) return;
    const after: SpanRow = { ...row, counted: 0, flags: row.flags | FLAGS.nested };
    this.#uncount.run(after.flags, n);
    sessions.uncount(row);
    for (const rollup of [hours, latencies]) {
      rollup.add(row, -1);
      rollup.add(after, 1);
    }
  }

  #count(row: SpanRow, trace: Trace, body: Uint8Array): void {
    const { counters, sessions, traces, hours, latencies, sources, spanBodies, spanHours } = this.#tables;
    counters.add("last_span", 1);
    counters.add("spans", 1);
    if (body.byteLength > 0) spanBodies.add(row.n, body);
    traces.add(trace, row.start_us, row.duration_us);
    sessions.add(row, sessions.get(row.session).id === trace.id);
    hours.add(row, 1);
    latencies.add(row, 1);
    spanHours.add(row);
    sources.add(row.service, row.agent_kind, 1, 0);
  }
}
