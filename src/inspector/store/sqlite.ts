import type { DatabaseSync, StatementSync } from "node:sqlite";

export type Database = DatabaseSync;
export type Statement = StatementSync;

/** A column of a row as SQLite gives it. */
export type Cell = string | number | bigint | null | Uint8Array;

let loaded: typeof import("node:sqlite") | undefined;

/** `node:sqlite` without the warning that it is experimental, which Node 22 prints; no other warning is touched. */
function load(): typeof import("node:sqlite") {
  if (loaded !== undefined) return loaded;
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    loaded = process.getBuiltinModule("node:sqlite");
  } finally {
    process.emitWarning = emitWarning;
  }
  return loaded;
}

/** As much as SQLite maps at most: pages are read where the system has them, not copied. */
const MAPPED_BYTES = 2 ** 31 - 65_536;

/** Opens a file. It waits so long for another process, such as one that makes a checkpoint. */
export function openDatabase(path: string, readOnly: boolean, busyMillis: number = 5_000): Database {
  const { DatabaseSync } = load();
  const database = new DatabaseSync(path, { readOnly, enableForeignKeyConstraints: false });
  database.exec(`PRAGMA busy_timeout=${busyMillis}; PRAGMA mmap_size=${MAPPED_BYTES}`);
  database.exec(`PRAGMA cache_size=${readOnly ? -32768 : -65536}`);
  return database;
}

/** Rows as lists, in the order of the columns. Node before 22.16 gives objects only. */
export function lists(statement: Statement): Statement {
  statement.setReturnArrays?.(true);
  return statement;
}

/** Makes a list of a row of a statement that `lists` was called for. */
export function toList(row: unknown): readonly Cell[] {
  return Array.isArray(row) ? (row as Cell[]) : (Object.values(row as Record<string, Cell>) as Cell[]);
}

/** The number in the first column of the only row; 0 where there is no row or no number. */
export function numberOf(database: Database, sql: string, ...parameters: (string | number)[]): number {
  const row = database.prepare(sql).get(...parameters);
  const value = row && Object.values(row)[0];
  return typeof value === "number" ? value : 0;
}

export function sqliteVersion(): string {
  return process.versions.sqlite ?? "";
}

/** The first SQLite without a fault that can damage a file in WAL mode. */
const SOUND: readonly [number, number, number] = [3, 51, 3];

/** @returns what the user should know of this SQLite, if anything */
export function versionWarning(version: string): string | undefined {
  const numbers = version.split(".").map(Number);
  for (const [index, wanted] of SOUND.entries()) {
    const part = numbers[index] ?? 0;
    if (part > wanted) return undefined;
    if (part < wanted)
      return `this Node has SQLite ${version}, which can damage a file at a checkpoint in rare cases; ${SOUND.join(".")} is sound`;
  }
  return undefined;
}
