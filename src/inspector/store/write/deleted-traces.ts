import type { Database, Statement } from "../sqlite.ts";
import { numberOf } from "../sqlite.ts";
import { time } from "./span-row.ts";

/** What no row was deleted of. */
export const NOTHING_DELETED = -1;

/** Whether a row that ended then was there already, by the time until when rows of its trace were deleted. */
export function wasDeleted(untilUs: number, startUs: number, durationUs: number = 0): boolean {
  return untilUs !== NOTHING_DELETED && time(startUs) + time(durationUs) <= untilUs;
}

/**
 * Up to which time rows of a trace were deleted to keep the store small. They are still in the sums by hour: whoever sends them again, such as a file that each
 * start takes in, must not add them once more. A row that ended later is new, as in a conversation that goes on after weeks.
 */
export class DeletedTraces {
  readonly #database: Database;
  readonly #find: Statement;
  readonly #write: Statement;
  readonly #forgetFirst: Statement;
  #count = 0;

  constructor(database: Database) {
    this.#database = database;
    this.#find = database.prepare("SELECT until_us AS untilUs FROM deleted_traces WHERE key = ?");
    this.#write = database.prepare(
      "INSERT INTO deleted_traces VALUES(?, ?) ON CONFLICT DO UPDATE SET until_us = max(until_us, excluded.until_us)",
    );
    this.#forgetFirst = database.prepare(
      "DELETE FROM deleted_traces WHERE key IN (SELECT key FROM deleted_traces ORDER BY until_us LIMIT ?)",
    );
    this.reload();
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** @param id Hex */
  untilUs(id: string): number {
    if (this.#count === 0) return NOTHING_DELETED;
    const row = this.#find.get(keyOf(id));
    return row === undefined ? NOTHING_DELETED : Number(row.untilUs);
  }

  add(id: string, untilUs: number): void {
    if (this.untilUs(id) === NOTHING_DELETED) this.#count += 1;
    this.#write.run(keyOf(id), untilUs);
  }

  /** Those that ended first are forgotten: what takes no room for ever cannot be known for ever. */
  keep(most: number): void {
    if (this.#count <= most) return;
    this.#forgetFirst.run(this.#count - most);
    this.#count = most;
  }

  /** Takes what the file says, after a transaction that was rolled back. */
  reload(): void {
    this.#count = numberOf(this.#database, "SELECT count(*) FROM deleted_traces");
  }
}

/** Some of the bits of an id that are random in all of its forms, as many as a number holds. */
function keyOf(id: string): number {
  return Number.parseInt(id.slice(-13), 16);
}
