import type { Database, Statement } from "./sqlite.ts";

type Value = number | string | null | Uint8Array;

/** Writes rows, made with their columns always in the same order, into a table. */
export class RowInsert<Row extends object> {
  readonly #database: Database;
  readonly #table: string;
  #statement: Statement | undefined;

  constructor(database: Database, table: string) {
    this.#database = database;
    this.#table = table;
  }

  /** @returns whether the row was written: not when one of its unique values is there already */
  write(row: Row): boolean {
    this.#statement ??= this.#prepare(Object.keys(row));
    return Number(this.#statement.run(...(Object.values(row) as Value[])).changes) === 1;
  }

  #prepare(columns: readonly string[]): Statement {
    const marks = columns.map(() => "?").join(", ");
    return this.#database.prepare(`INSERT OR IGNORE INTO ${this.#table}(${columns.join(", ")}) VALUES(${marks})`);
  }
}
