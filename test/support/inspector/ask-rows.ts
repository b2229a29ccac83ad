import type { DatabaseSync } from "node:sqlite";
import type { Asked } from "../../../src/inspector/questions/ask.ts";
import { sqlite } from "../../../src/inspector/questions/dialect.ts";
import type { SqlValue } from "../../../src/inspector/store/store.ts";

/** Asks a database of this process. */
export function askRows(database: DatabaseSync): Asked {
  return {
    dialect: sqlite,
    query: async (sql, parameters) => {
      const statement = database.prepare(sql);
      const columns = statement.columns().map(({ name }) => name);
      const rows = statement.all({ ...parameters }) as readonly Readonly<Record<string, SqlValue>>[];
      return { columns, rows: rows.map((row) => columns.map((column) => row[column] ?? null)) };
    },
  };
}
