import type { Asked } from "../../inspector/questions/ask.ts";
import { sqlite } from "../../inspector/questions/dialect.ts";
import type { CliContext } from "../run-cli.ts";
import { readingStore } from "../store/open-for-command.ts";
import { findSession } from "../store/session-reference.ts";
import { clickHouseAddress, clickHouseServer, isClickHouse } from "./clickhouse-server.ts";

/** What a report asks. */
export interface ReportSource {
  readonly asked: Asked;
  /** The session that a person means: in a file also by the beginning of its id, or as `last`. */
  session(reference: string): Promise<string>;
}

/** Opens what `--store` names while `use` runs: a file, the inspector's own without it, or a ClickHouse server. */
export async function askingStore<T>(
  store: string | undefined,
  context: CliContext,
  use: (source: ReportSource) => Promise<T>,
): Promise<T> {
  if (isClickHouse(store)) {
    const asked = clickHouseServer(clickHouseAddress(store, context.env));
    return await use({ asked, session: async (reference) => reference });
  }
  return await readingStore(store, context, (open) =>
    use({
      asked: { dialect: sqlite, hasHours: true, query: (sql, parameters) => open.query(sql, parameters) },
      session: (reference) => findSession(open, reference),
    }),
  );
}
