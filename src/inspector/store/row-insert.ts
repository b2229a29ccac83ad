import type { Cell, Database, Statement } from "./sqlite.ts";

/** Statements that are kept: one for each set of columns that rows have. Senders have a few; made-up rows may have any. */
const MAX_STATEMENTS = 128;
/** Columns to a half of a key, which is a number. */
const HALF = 26;

/**
 * Writes rows, made with their columns always in the same order, into a table. Values that are the defaults of their columns, as most of a row are, are
 * not bound: to bind one costs more than all else that SQLite does with it.
 */
export class RowInsert<Row extends object> {
  readonly #database: Database;
  readonly #table: string;
  readonly #statements = new Map<number, Statement>();
  #columns: readonly string[] = [];
  #defaults: readonly Cell[] = [];
  /** Filled again for each row. */
  readonly #bound: Cell[] = [];

  constructor(database: Database, table: string) {
    this.#database = database;
    this.#table = table;
  }

  /** @returns whether the row was written: not when one of its unique values is there already */
  write(row: Row): boolean {
    if (this.#columns.length === 0) this.#learn(Object.keys(row));
    const values = Object.values(row) as Cell[];
    const bound = this.#bound;
    bound.length = 0;
    let low = 0;
    let high = 0;
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index] as Cell;
      if (value === this.#defaults[index]) continue;
      bound.push(value);
      if (index < HALF) low |= 1 << index;
      else high |= 1 << (index - HALF);
    }
    const key = high * 2 ** HALF + low;
    const statement = this.#statements.get(key) ?? this.#prepare(key, values);
    return Number(statement.run(...bound).changes) === 1;
  }

  #learn(columns: readonly string[]): void {
    const rows = this.#database.prepare(`SELECT name, dflt_value FROM pragma_table_info(?)`).all(this.#table);
    const defaults = new Map(rows.map(({ name, dflt_value: text }) => [name, text === null ? null : Number(text)]));
    this.#columns = columns;
    this.#defaults = columns.map((column) => defaults.get(column) ?? null);
  }

  #prepare(key: number, values: readonly Cell[]): Statement {
    const columns = this.#columns.filter((_, index) => values[index] !== this.#defaults[index]);
    const marks = columns.map(() => "?").join(", ");
    const statement = this.#database.prepare(
      `INSERT OR IGNORE INTO ${this.#table}(${columns.join(", ")}) VALUES(${marks})`,
    );
    if (this.#statements.size >= MAX_STATEMENTS) this.#statements.clear();
    this.#statements.set(key, statement);
    return statement;
  }
}
