import { once } from "node:events";
import { createWriteStream, rmSync } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { openDatabase } from "../../src/inspector/store/sqlite.ts";
import { installPackages, load } from "../peers/installed.ts";

const PACKAGES = ["@duckdb/node-api@1.5.6-r.1"];

/** The part of DuckDB's package that is used. */
interface Connection {
  run(sql: string, values?: Readonly<Record<string, string | number>>): Promise<unknown>;
  runAndReadAll(
    sql: string,
    values?: Readonly<Record<string, string | number>>,
  ): Promise<{ getRows(): readonly unknown[] }>;
  closeSync(): void;
}
interface Package {
  readonly DuckDBInstance: { create(path: string): Promise<{ connect(): Promise<Connection>; closeSync(): void }> };
}

export interface DuckDb {
  /** @returns how many rows the answer has */
  rows(sql: string, parameters: Readonly<Record<string, string | number>>): Promise<number>;
  close(): void;
}

/** DuckDB with the rows of both views of a store as tables. @returns why it cannot be had */
export async function duckDb(path: string, folder: string): Promise<DuckDb | string> {
  const problem = installPackages("duckdb", PACKAGES);
  if (problem !== undefined) return problem;
  const { DuckDBInstance } = load<Package>("duckdb", "@duckdb/node-api");
  const instance = await DuckDBInstance.create(join(folder, "duck.db"));
  const connection = await instance.connect();
  for (const view of ["agent_spans", "agent_events"]) {
    const file = join(folder, `${view}.csv`);
    const columns = await writeCsv(path, view, file);
    const types = columns.map((name) => `'${name}': '${typeOf(name)}'`).join(", ");
    await connection.run(
      `CREATE TABLE ${view} AS SELECT * FROM read_csv('${file}', header = false, nullstr = '', allow_quoted_nulls = false, columns = {${types}})`,
    );
    rmSync(file);
  }
  return {
    rows: async (sql, parameters) => (await connection.runAndReadAll(sql, parameters)).getRows().length,
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Columns of the views that are numbers; the others are texts. */
const FRACTIONS: ReadonlySet<string> = new Set(["cost_usd", "confidence", "value"]);
const INTEGER = /_us$|_tokens$|^(counted|retries|severity)$/;

function typeOf(column: string): string {
  if (FRACTIONS.has(column)) return "DOUBLE";
  return INTEGER.test(column) ? "BIGINT" : "VARCHAR";
}

/** Texts in quotes, numbers without, nothing for NULL. @returns the names of the columns */
async function writeCsv(path: string, view: string, file: string): Promise<readonly string[]> {
  const database = openDatabase(path, true);
  const stream = createWriteStream(file);
  // Without the keys, which are SQLite's.
  const columns = database
    .prepare(`PRAGMA table_info(${view})`)
    .all()
    .map(({ name }) => String(name))
    .filter((name) => !/_key$|^arrival$/.test(name));
  for (const row of database.prepare(`SELECT ${columns.join(", ")} FROM ${view}`).iterate()) {
    const cells = Object.values(row).map((cell) =>
      typeof cell === "string" ? `"${cell.replaceAll('"', '""')}"` : String(cell ?? ""),
    );
    if (!stream.write(`${cells.join(",")}\n`)) await once(stream, "drain");
  }
  stream.end();
  await finished(stream);
  database.close();
  return columns;
}
