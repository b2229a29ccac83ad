import { existsSync } from "node:fs";
import { BodyReader } from "../body-reader.ts";
import { checkSchema, UnreadableStore } from "../schema.ts";
import { type Cell, type Database, lists, type Statement, toList } from "../sqlite.ts";
import { openFile } from "../store-file.ts";
import { viewsSql } from "../views.ts";

/** A connection that reads, with its prepared statements. */
export class Reading {
  readonly database: Database;
  readonly path: string;
  readonly spanBodies: BodyReader;
  readonly eventBodies: BodyReader;
  readonly #statements = new Map<string, Statement>();

  /** @throws UnreadableStore for a file that this version cannot read */
  constructor(path: string) {
    this.path = path;
    if (!existsSync(path)) throw new UnreadableStore(`there is no store at ${path}`);
    this.database = openFile(path, true);
    try {
      if (checkSchema(this.database, path) === "empty") throw new UnreadableStore(`${path} is empty`);
      this.database.exec(viewsSql("temp"));
      this.spanBodies = new BodyReader(this.database, "span");
      this.eventBodies = new BodyReader(this.database, "event");
    } catch (error) {
      this.database.close();
      throw error;
    }
  }

  /** Rows as objects. SQL that is asked with the same text again is compiled once. */
  all<Row>(sql: string, ...parameters: readonly Cell[]): readonly Row[] {
    return this.#prepared(sql).all(...parameters) as unknown as Row[];
  }

  get<Row>(sql: string, ...parameters: readonly Cell[]): Row | undefined {
    return this.#prepared(sql).get(...parameters) as unknown as Row | undefined;
  }

  /** The first row as a list. */
  list(sql: string, ...parameters: readonly Cell[]): readonly Cell[] | undefined {
    const row = lists(this.#prepared(sql)).get(...parameters);
    return row === undefined ? undefined : toList(row);
  }

  /** One state of the file for all that an answer is made of. */
  snapshot<Result>(read: () => Result): Result {
    this.database.exec("BEGIN");
    try {
      return read();
    } finally {
      this.database.exec("COMMIT");
    }
  }

  close(): void {
    this.database.close();
  }

  #prepared(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.database.prepare(sql);
    if (this.#statements.size >= 200) this.#statements.clear();
    this.#statements.set(sql, statement);
    return statement;
  }
}
