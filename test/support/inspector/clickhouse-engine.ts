import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Answer } from "../../../src/inspector/store/store.ts";

/** Where `node test/clickhouse/install.ts` puts the engine: 546 MB, so it is no dependency. */
export const CLICKHOUSE_FOLDER: string = fileURLToPath(
  new URL("../../../node_modules/.cache/clickhouse/", import.meta.url),
);

export const hasClickHouse: boolean = existsSync(`${CLICKHOUSE_FOLDER}node_modules/chdb/package.json`);

interface Session {
  query(sql: string, format?: string): string;
  queryBind(sql: string, parameters: object, format?: string): string;
  close(): void;
}

/** The real engine of ClickHouse inside this process, with a database of its own in a new folder. One at a time. */
export interface ClickHouseEngine {
  run(sql: string): void;
  insert(table: string, rows: readonly object[]): void;
  ask(sql: string, parameters: Readonly<Record<string, string | number>>): Answer;
  /** The answer as a server's HTTP interface sends it. */
  text(sql: string, parameters: Readonly<Record<string, string | number>>, format: string): string;
  close(): void;
}

export function startClickHouse(): ClickHouseEngine {
  const { Session } = createRequire(CLICKHOUSE_FOLDER)("chdb") as { Session: new (folder: string) => Session };
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-clickhouse-"));
  const session = new Session(folder);
  // Plain tables are enough: rows are inserted once.
  session.query("CREATE DATABASE otel ENGINE = Atomic");
  session.query("USE otel");
  const text: ClickHouseEngine["text"] = (sql, parameters, format) => session.queryBind(sql, parameters, format);
  return {
    run: (sql) => void session.query(sql),
    insert: (table, rows) => {
      for (let at = 0; at < rows.length; at += 2_000) {
        const lines = rows.slice(at, at + 2_000).map((row) => JSON.stringify(row));
        session.query(`INSERT INTO ${table} FORMAT JSONEachRow ${lines.join("\n")}`);
      }
    },
    ask: (sql, parameters) => {
      const { meta, data } = JSON.parse(text(sql, parameters, "JSONCompact")) as {
        readonly meta: readonly { readonly name: string }[];
        readonly data: Answer["rows"];
      };
      return { columns: meta.map(({ name }) => name), rows: data };
    },
    text,
    close: () => {
      session.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
