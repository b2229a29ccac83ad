import type { Cell, Database, Statement } from "../sqlite.ts";

/** Statements that are kept: one for each set of columns that rows have. Senders have a few; made-up rows may have any. */
const MAX_STATEMENTS = 128;
/** Columns to a half of a key, which is a number. */
const HALF = 26;

/** A statement for rows that have other values than the defaults at these places of their columns. */
interface Insertion {
  readonly statement: Statement;
  readonly places: readonly number[];
  /** Filled again for each row. */
  readonly bound: Cell[];
}

/**
 * Writes rows, made with their columns always in the same order, into a table. Values that are the defaults of their columns, as most of a row are, are
 * not bound: to bind one costs more than all else that SQLite does with it.
 */
export class RowInsert<Row extends object> {
  readonly #database: Database;
  readonly #table: string;
  readonly #insertions = new Map<number, Insertion>();
  #columns: readonly string[] = [];
  #defaults: readonly Cell[] = [];
  /** By column, filled again for each row. */
  readonly #values: Cell[] = [];

  constructor(database: Database, table: string) {
    this.#database = database;
    this.#table = table;
  }

  /** @returns whether the row was written: not when one of its unique values is there already */
  write(row: Row): boolean {
    if (this.#columns.length === 0) this.#learn(Object.keys(row));
    const [values, defaults] = [this.#values, this.#defaults];
    let low = 0;
    let high = 0;
    let index = 0;
    // No list is made of the row: of all that is made for a span it would be the largest.
    for (const column in row) {
      const value = row[column] as Cell;
      if (value !== defaults[index]) {
        values[index] = value;
        if (index < HALF) low |= 1 << index;
        else high |= 1 << (index - HALF);
      }
      index += 1;
    }
    const key = high * 2 ** HALF + low;
    const { statement, places, bound } = this.#insertions.get(key) ?? this.#prepare(key, low, high);
    for (let place = 0; place < places.length; place += 1) {
      const column = places[place] as number;
      bound[place] = values[column] as Cell;
      values[column] = null;
    }
    const { changes } = statement.run(...bound);
    // Ids are parts of requests, which must not stay.
    for (let place = 0; place < bound.length; place += 1) bound[place] = null;
    return Number(changes) === 1;
  }

  #learn(columns: readonly string[]): void {
    const rows = this.#database.prepare(`SELECT name, dflt_value FROM pragma_table_info(?)`).all(this.#table);
    const defaults = new Map(rows.map(({ name, dflt_value: text }) => [name, text === null ? null : Number(text)]));
    this.#columns = columns;
    this.#defaults = columns.map((column) => defaults.get(column) ?? null);
  }

  /** @param low Of the columns of the first half those to write, as bits; `high` those of the second one */
  #prepare(key: number, low: number, high: number): Insertion {
    const places = this.#columns.flatMap((_, index) =>
      ((index < HALF ? low >> index : high >> (index - HALF)) & 1) === 1 ? [index] : [],
    );
    const columns = places.map((place) => this.#columns[place]).join(", ");
    const statement = this.#database.prepare(
      `INSERT OR IGNORE INTO ${this.#table}(${columns}) VALUES(${places.map(() => "?").join(", ")})`,
    );
    const insertion: Insertion = { statement, places, bound: places.map(() => null) };
    if (this.#insertions.size >= MAX_STATEMENTS) this.#insertions.clear();
    this.#insertions.set(key, insertion);
    return insertion;
  }
}
