import { lists, numberOf, toList } from "../sqlite.ts";
import type { Tables } from "../tables.ts";

/** Rows that are read, and texts that are deleted, between two requests. */
const SLICE = 5_000;
/** Fewer deleted spans leave little behind. */
const MIN_DELETED = 50_000;

/** Where rows hold ids of texts. Large tables have the key by which they are read a slice at a time. */
const PLACES: readonly { readonly table: string; readonly key?: string; readonly columns: readonly string[] }[] = [
  {
    table: "spans",
    key: "n",
    columns: [
      ...["service", "agent_kind", "name", "agent", "provider", "model", "request_model", "model_version", "tool"],
      ...["purpose", "user", "tenant", "task", "task_type", "outcome", "end_reason", "finish_reason", "error_type"],
      "cost_reason",
    ],
  },
  {
    table: "events",
    key: "n",
    columns: [
      ...["service", "agent_kind", "name", "agent", "user", "task", "task_type", "model", "tool", "decision_type"],
      ...["decision_choice", "outcome", "error_type"],
    ],
  },
  {
    table: "sessions",
    key: "s",
    columns: ["service", "agent_kind", "agent", "user", "task_type", "outcome", "end_reason"],
  },
  { table: "session_names", columns: ["name"] },
  {
    table: "dims",
    columns: ["service", "agent_kind", "agent", "provider", "model", "tool", "purpose", "task_type"],
  },
  { table: "decisions", columns: ["service", "agent", "type", "choice"] },
  { table: "groups", columns: ["service", "agent_kind", "schema_url", "resource_schema_url"] },
  { table: "sources", columns: ["service", "agent_kind"] },
  { table: "series", columns: ["name"] },
];

/**
 * Deletes texts of the dictionary that no row refers to any more, such as ids of tasks whose sessions went: without it, they would fill the store in time.
 * It is done each time as many spans went as are there, so that it costs a little for each. Between two slices requests are answered: what they refer to
 * stays.
 */
export class DictionaryTrim {
  readonly #tables: Tables;
  readonly #minDeleted: number;
  /** What is left to do, while it is being done. */
  #steps: Iterator<void> | undefined;

  constructor(tables: Tables, minDeleted: number = MIN_DELETED) {
    this.#tables = tables;
    this.#minDeleted = minDeleted;
  }

  isDue(): boolean {
    const { counters } = this.#tables;
    const deleted = counters.get("deleted") - counters.get("trimmed");
    return this.#steps !== undefined || deleted >= Math.max(this.#minDeleted, counters.get("spans"));
  }

  /** Does a part of it; in a transaction. */
  step(): void {
    this.#steps ??= this.#run();
    if (this.#steps.next().done !== true) return;
    this.#steps = undefined;
    const { counters } = this.#tables;
    counters.add("trimmed", counters.get("deleted") - counters.get("trimmed"));
  }

  *#run(): Generator<void, void> {
    const { database, dictionary } = this.#tables;
    const last = numberOf(database, "SELECT max(id) FROM dict");
    const inUse = new Uint8Array(last + 1);
    // A number that was given is not given again: the last one stays.
    for (const id of [0, last]) inUse[id] = 1;
    dictionary.watch(inUse);
    try {
      for (const place of PLACES) yield* this.#mark(place, inUse);
      // What is found from here on is asked of the file: it may be gone.
      dictionary.forget();
      yield* this.#delete(inUse);
    } finally {
      dictionary.watch(undefined);
    }
  }

  *#mark({ table, key, columns }: (typeof PLACES)[number], inUse: Uint8Array): Generator<void, void> {
    const { database } = this.#tables;
    if (key === undefined) {
      for (const column of columns) {
        const all = lists(database.prepare(`SELECT DISTINCT ${column} FROM ${table}`)).all();
        for (const row of all) inUse[Number(toList(row)[0])] = 1;
        yield;
      }
      return;
    }
    const slice = lists(
      database.prepare(
        `SELECT ${key}, ${columns.join(", ")} FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT ${SLICE}`,
      ),
    );
    let after = -1;
    for (;;) {
      const rows = slice.all(after);
      for (const row of rows) {
        const [number, ...ids] = toList(row);
        for (const id of ids) inUse[Number(id)] = 1;
        after = Number(number);
      }
      if (rows.length < SLICE) return;
      yield;
    }
  }

  *#delete(inUse: Uint8Array): Generator<void, void> {
    const remove = this.#tables.database.prepare("DELETE FROM dict WHERE id = ?");
    for (let id = 1, left = SLICE; id < inUse.length; id += 1) {
      if (inUse[id] === 1) continue;
      remove.run(id);
      left -= 1;
      if (left > 0) continue;
      left = SLICE;
      yield;
    }
  }
}
