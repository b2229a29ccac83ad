import type { Database, Statement } from "./sqlite.ts";

/** `last_*`: the highest number that a row was ever given; numbers are not used again. `trimmed`: what `deleted` was when the dictionary was trimmed last. */
export type CounterName =
  | "revision"
  | "spans"
  | "events"
  | "points"
  | "duplicates"
  | "deleted"
  | "trimmed"
  | "last_span"
  | "last_event"
  | "last_session"
  | "last_trace";

const NONE: Readonly<Record<CounterName, number>> = {
  revision: 0,
  spans: 0,
  events: 0,
  points: 0,
  duplicates: 0,
  deleted: 0,
  trimmed: 0,
  last_span: 0,
  last_event: 0,
  last_session: 0,
  last_trace: 0,
};
const NAMES = Object.keys(NONE) as readonly CounterName[];

/** Numbers about the whole store that are kept with each commit. */
export class Counters {
  readonly #values: Record<CounterName, number> = { ...NONE };
  /** As they are in the file. */
  readonly #written: Record<CounterName, number> = { ...NONE };
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
    return this.#values[name];
  }

  add(name: CounterName, amount: number): number {
    const value = this.#values[name] + amount;
    this.#values[name] = value;
    return value;
  }

  flush(): void {
    for (const name of NAMES) {
      if (this.#values[name] === this.#written[name]) continue;
      this.#write.run(name, this.#values[name]);
      this.#written[name] = this.#values[name];
    }
  }

  /** Takes what the file says, after a transaction that was rolled back. */
  reload(): void {
    Object.assign(this.#values, NONE);
    for (const row of this.#database.prepare("SELECT name, value FROM counters").all())
      this.#values[row.name as CounterName] = Number(row.value);
    Object.assign(this.#written, this.#values);
  }
}
