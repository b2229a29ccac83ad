import { Counters } from "./counters.ts";
import { Dimensions } from "./dimensions.ts";
import { Groups } from "./groups.ts";
import { DecisionRollup } from "./hours/decision-rollup.ts";
import { HourRollup } from "./hours/hour-rollup.ts";
import { LatencyRollup } from "./hours/latency-rollup.ts";
import { SourceRollup } from "./hours/source-rollup.ts";
import { SpanHours } from "./hours/span-hours.ts";
import { Sessions } from "./sessions.ts";
import type { Database } from "./sqlite.ts";
import { Traces } from "./traces.ts";
import { BodyWriter } from "./write/body-writer.ts";
import { DeletedTraces } from "./write/deleted-traces.ts";
import { Dictionary } from "./write/dictionary.ts";
import { LateOutcomes } from "./write/late-outcomes.ts";
import { NestedCalls } from "./write/nested-calls.ts";
import { TextIndex } from "./write/text-index.ts";

/** Everything that rows are written through, with what each remembers between commits. */
export class Tables {
  readonly database: Database;
  readonly counters: Counters;
  readonly dictionary: Dictionary;
  readonly groups: Groups;
  readonly sessions: Sessions;
  readonly deleted: DeletedTraces;
  readonly traces: Traces;
  readonly hours: HourRollup;
  readonly latencies: LatencyRollup;
  readonly spanHours: SpanHours;
  readonly nested: NestedCalls;
  readonly lateOutcomes: LateOutcomes;
  readonly decisions: DecisionRollup;
  readonly sources: SourceRollup;
  readonly spanBodies: BodyWriter;
  readonly eventBodies: BodyWriter;
  readonly texts: TextIndex;
  readonly #dimensions: Dimensions;

  constructor(database: Database) {
    this.database = database;
    this.counters = new Counters(database);
    this.dictionary = new Dictionary(database);
    this.groups = new Groups(database, this.dictionary);
    this.sessions = new Sessions(database, this.counters);
    this.deleted = new DeletedTraces(database);
    this.traces = new Traces(database, this.counters, this.deleted);
    this.#dimensions = new Dimensions(database);
    this.hours = new HourRollup(database, this.#dimensions);
    this.latencies = new LatencyRollup(database, this.#dimensions);
    this.spanHours = new SpanHours(database);
    this.nested = new NestedCalls(database);
    this.lateOutcomes = new LateOutcomes(database);
    this.decisions = new DecisionRollup(database);
    this.sources = new SourceRollup(database);
    this.spanBodies = new BodyWriter(database, "span");
    this.eventBodies = new BodyWriter(database, "event");
    this.texts = new TextIndex(database);
  }

  /** Writes what is in memory only: the last thing in a transaction. @returns the ids of the sessions that changed */
  flush(): string[] {
    const sessions = this.sessions.flush(this.counters.add("revision", 1));
    this.traces.flush();
    this.hours.flush();
    this.latencies.flush();
    this.spanHours.flush();
    this.nested.flush();
    this.decisions.flush();
    this.sources.flush();
    this.spanBodies.flush();
    this.eventBodies.flush();
    this.counters.flush();
    return sessions;
  }

  /** Takes what the file says, after a transaction that was rolled back. */
  reload(): void {
    this.counters.reload();
    this.deleted.reload();
    for (const table of [this.dictionary, this.groups, this.sessions, this.traces, this.#dimensions]) table.forget();
    for (const rollup of [this.hours, this.latencies, this.spanHours, this.nested, this.decisions, this.sources])
      rollup.forget();
    this.spanBodies.reload();
    this.eventBodies.reload();
  }
}
