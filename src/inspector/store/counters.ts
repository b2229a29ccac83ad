import type { Database, Statement } from "./sqlite.ts";

/** `last_*`: the highest number that a row was ever given; numbers are not used again. */
export type CounterName =
  | "revision"
  | "spans"
  | "events"
  | "points"
  | "duplicates"
  | "deleted"
  | "last_span"
  | "last_event"
  | "last_session"
  | "last_trace";

/** Numbers about the whole store that are kept with each commit. */
export class Counters {
  readonly #values = new Map<CounterName, number>();
  readonly #changed = new Set<CounterName>();
  readonly #database: Database;
  readonly #write: Statement;

  constructor(database: Database) {
    this.#database = database;
    this.#write = database.prepare(
      "INSERT INTO counters VALUES(?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
    );
    this.reload();
  }

  get(name: CounterName): number {
    return this.#values.get(name) ?? 0;
  }

  add(name: CounterName, amount: number): number {
    const value = this.get(name) + amount;
    this.#values.set(name, value);
    this.#changed.add(name);
    return value;
  }

  flush(): void {
    for (const name of this.#changed) this.#write.run(name, this.get(name));
    this.#changed.clear();
  }

  /** Takes what the file says, after a transaction that was rolled back. */
  reload(): void {
    this.#changed.clear();
    this.#values.clear();
    for (const row of this.#database.prepare("SELECT name, value FROM counters").all())
      this.#values.set(row.name as CounterName, Number(row.value));
  }
}
