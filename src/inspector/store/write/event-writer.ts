import { LATE_OUTCOME } from "../../model/facts.ts";
import type { RawLog } from "../../model/raw.ts";
import type { UnderstoodLog } from "../../understand/index.ts";
import type { Group } from "../groups.ts";
import { hexOf } from "../hex.ts";
import type { Tables } from "../tables.ts";
import type { Trace } from "../traces.ts";
import { recordHash } from "./content-hash.ts";
import { wasDeleted } from "./deleted-traces.ts";
import { type EventRow, eventRow } from "./event-row.ts";
import { RowInsert } from "./row-insert.ts";
import type { SessionUpkeep } from "./session-upkeep.ts";
import type { SpanWriter } from "./span-writer.ts";

/** Writes rows of `events`, each once: a record that was sent again has the same content, or is of what was deleted for the size. */
export class EventWriter {
  readonly #tables: Tables;
  readonly #upkeep: SessionUpkeep;
  readonly #spans: SpanWriter;
  readonly #insert: RowInsert<EventRow>;

  constructor(tables: Tables, upkeep: SessionUpkeep, spans: SpanWriter) {
    this.#tables = tables;
    this.#upkeep = upkeep;
    this.#spans = spans;
    this.#insert = new RowInsert(tables.database, "events");
  }

  /** @returns whether the record was written */
  add(log: RawLog, { event, work }: UnderstoodLog, group: Group): boolean {
    const { counters, dictionary, decisions, eventBodies, lateOutcomes, sessions, sources, traces } = this.#tables;
    const hash = recordHash(log.bytes, group.g);
    const trace = log.traceId && traces.of(hexOf(log.traceId));
    if (trace !== undefined && wasDeleted(trace.deletedUs, log.timeUs)) return false;
    const session = this.#session(trace, log.spanId, event.session, group);
    if (trace === undefined && wasDeleted(this.#upkeep.deletedUntil(session), log.timeUs)) return false;
    const n = counters.get("last_event") + 1;
    const row = eventRow({ n, hash, trace: trace?.t ?? null, session, group }, log, event, dictionary);
    if (event.name === LATE_OUTCOME) lateOutcomes.tell(row);
    if (!this.#insert.write(row)) return false;
    counters.add("last_event", 1);
    counters.add("events", 1);
    eventBodies.add(n, log.bytes);
    if (trace !== undefined) traces.touch(trace, row.time_us);
    sessions.addEvent(row);
    sources.add(group.service, group.agentKind, 0, 1);
    if (row.decision_type !== 0)
      decisions.add(group.service, row.agent, row.decision_type, row.decision_choice, row.time_us);
    if (work !== undefined) {
      const ids = { trace: trace ?? this.#upkeep.traceFor(session), session, spanId: hash.subarray(0, 8) };
      this.#spans.addDerived(work, ids, group, log.bytes);
    }
    return true;
  }

  #session(trace: Trace | undefined, spanId: Uint8Array | undefined, stated: string | undefined, group: Group): number {
    if (trace !== undefined) return this.#upkeep.sessionOfEvent(trace, spanId, stated);
    return this.#tables.sessions.number(stated || this.#upkeep.sessionWithoutId(group));
  }
}
