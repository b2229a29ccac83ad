import type { Counters } from "./counters.ts";
import type { Database, Statement } from "./sqlite.ts";
import { storable } from "./write/dictionary.ts";
import { SessionRows } from "./write/session-rows.ts";
import { type EventForSession, SessionState } from "./write/session-state.ts";
import type { SpanRow } from "./write/span-row.ts";

/** What `session_names.what` says of a name. A model that only events name may be none that answered: it counts where no span tells of a call. */
export const NAMES = {
  model: 1,
  tool: 2,
  agent: 3,
  decision: 4,
  user: 5,
  toldModel: 6,
  service: 7,
  taskType: 8,
} as const;

/** Above any number of them. */
const MAX_WHATS = 16;

/** Sessions that stay in memory between commits; of many more than work at a time most would only be marked by the collector of garbage, again and again. */
const MAX_REMEMBERED = 2_000;
/** Decisions of a path; what comes after is "…". */
const MAX_PATH = 64;

interface Entry {
  readonly state: SessionState;
  /** `name * MAX_WHATS + what` of names that are in the file or about to be. */
  readonly names: Set<number>;
  readonly traces: Set<number>;
}

/** The sessions that a transaction touches: what is added to them is written once, at its end. */
export class Sessions {
  readonly #rows: SessionRows;
  readonly #byNumber = new Map<number, Entry>();
  readonly #byId = new Map<string, Entry>();
  readonly #touched = new Set<Entry>();
  readonly #decided = new Set<Entry>();
  readonly #insertName: Statement;
  readonly #insertTrace: Statement;
  readonly #path: Statement;
  readonly #deletes: readonly Statement[];
  readonly #counters: Counters;

  constructor(database: Database, counters: Counters) {
    this.#counters = counters;
    this.#rows = new SessionRows(database);
    this.#insertName = database.prepare("INSERT OR IGNORE INTO session_names VALUES(?, ?, ?)");
    this.#insertTrace = database.prepare("INSERT OR IGNORE INTO session_traces VALUES(?, ?)");
    this.#path = database.prepare(
      `SELECT coalesce(c.text, '') AS choice, t.text AS type FROM events e
       JOIN dict t ON t.id = e.decision_type LEFT JOIN dict c ON c.id = e.decision_choice
       WHERE e.session = ? AND e.decision_type <> 0 ORDER BY e.time_us, e.n LIMIT ${MAX_PATH + 1}`,
    );
    this.#deletes = ["session_names", "session_traces"].map((table) =>
      database.prepare(`DELETE FROM ${table} WHERE session = ?`),
    );
  }

  /** The number of a session by its id; a session that is not there yet begins. */
  number(text: string): number {
    const known = this.#byId.get(text);
    if (known !== undefined) return known.state.s;
    const id = storable(text);
    const cut = id === text ? undefined : this.#byId.get(id);
    if (cut !== undefined) return cut.state.s;
    const state = this.#rows.find(id) ?? new SessionState(this.#counters.add("last_session", 1), id);
    return this.#remember(state).state.s;
  }

  has(s: number): boolean {
    return this.#byNumber.has(s) || this.#rows.get(s) !== undefined;
  }

  get(s: number): SessionState {
    return this.#entry(s).state;
  }

  add(row: SpanRow, isOwnTrace: boolean): void {
    const entry = this.#entry(row.session);
    entry.state.add(row, isOwnTrace);
    this.#touched.add(entry);
    this.#name(entry, NAMES.model, row.model);
    this.#name(entry, NAMES.tool, row.tool);
    this.#name(entry, NAMES.agent, row.agent);
    this.#name(entry, NAMES.user, row.user);
    this.#name(entry, NAMES.service, row.service);
    this.#name(entry, NAMES.taskType, row.task_type);
    if (entry.traces.has(row.trace)) return;
    entry.traces.add(row.trace);
    if (Number(this.#insertTrace.run(row.session, row.trace).changes) > 0) entry.state.traces += 1;
  }

  addEvent(
    event: EventForSession & {
      session: number;
      model: number;
      tool: number;
      decision_type: number;
      decision_choice: number;
    },
  ): void {
    const entry = this.#entry(event.session);
    entry.state.addEvent(event);
    this.#touched.add(entry);
    this.#name(entry, NAMES.toldModel, event.model);
    this.#name(entry, NAMES.tool, event.tool);
    this.#name(entry, NAMES.agent, event.agent);
    this.#name(entry, NAMES.user, event.user);
    this.#name(entry, NAMES.service, event.service);
    this.#name(entry, NAMES.taskType, event.task_type);
    if (event.decision_type === 0) return;
    this.#name(entry, NAMES.decision, event.decision_type);
    this.#name(entry, NAMES.decision, event.decision_choice);
    this.#decided.add(entry);
  }

  reprice(s: number, before: number | null, after: number | null): void {
    const entry = this.#entry(s);
    entry.state.reprice(before, after);
    this.#touched.add(entry);
  }

  /** A model call of the session is told of by another row, which is counted in its place. */
  uncount(row: SpanRow): void {
    const entry = this.#entry(row.session);
    entry.state.uncount(row);
    this.#touched.add(entry);
  }

  /** Begins a session anew: whoever calls adds all rows that it has. */
  restart(s: number): void {
    const { state } = this.#entry(s);
    for (const statement of this.#deletes) statement.run(s);
    const entry = this.#remember(new SessionState(s, state.id));
    this.#touched.add(entry);
    this.#decided.add(entry);
  }

  touched(): readonly SessionState[] {
    return Array.from(this.#touched, ({ state }) => state);
  }

  /** Writes what was touched. @returns the ids of the sessions that changed */
  flush(revision: number): string[] {
    for (const entry of this.#decided) entry.state.decisionPath = this.#pathOf(entry.state.s);
    const ids: string[] = [];
    for (const { state } of this.#touched) {
      if (state.spans + state.events === 0) this.#rows.delete(state.s);
      else this.#rows.write(state, revision);
      ids.push(state.id);
    }
    for (const { state } of this.#touched) if (state.spans + state.events === 0) this.#drop(state);
    this.#touched.clear();
    this.#decided.clear();
    if (this.#byNumber.size > MAX_REMEMBERED) this.#clear();
    return ids;
  }

  /** Takes what the file says, after a transaction that was rolled back. */
  forget(): void {
    this.#clear();
    this.#touched.clear();
    this.#decided.clear();
  }

  #entry(s: number): Entry {
    const known = this.#byNumber.get(s);
    if (known !== undefined) return known;
    const state = this.#rows.get(s);
    if (state === undefined) throw new Error(`no session ${s}`);
    return this.#remember(state);
  }

  #remember(state: SessionState): Entry {
    const before = this.#byNumber.get(state.s);
    if (before !== undefined) this.#touched.delete(before);
    const entry: Entry = { state, names: new Set(), traces: new Set() };
    this.#byNumber.set(state.s, entry);
    this.#byId.set(state.id, entry);
    return entry;
  }

  #drop({ s, id }: SessionState): void {
    this.#byNumber.delete(s);
    this.#byId.delete(id);
  }

  #clear(): void {
    this.#byNumber.clear();
    this.#byId.clear();
  }

  #name(entry: Entry, what: number, name: number): void {
    if (name === 0) return;
    const key = name * MAX_WHATS + what;
    if (entry.names.has(key)) return;
    entry.names.add(key);
    this.#insertName.run(entry.state.s, what, name);
  }

  #pathOf(s: number): string {
    const decisions = this.#path.all(s).map((row) => String(row.choice || row.type));
    const path = decisions.slice(0, MAX_PATH).join(" > ");
    return decisions.length > MAX_PATH ? `${path} > …` : path;
  }
}
