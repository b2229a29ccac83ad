import { awaitReading, readAlerts } from "../../inspector/alerts/alert-report.ts";
import { type AlertQuery, alertWindow } from "../../inspector/alerts/alert-window.ts";
import type { AlertReport } from "../../inspector/api.ts";
import type { Asked } from "../../inspector/questions/ask.ts";
import { clickhouse, sqlite } from "../../inspector/questions/dialect.ts";
import type { CliContext } from "../run-cli.ts";
import { readingStore } from "../store/open-for-command.ts";
import { findSession } from "../store/session-reference.ts";
import { clickHouseAddress, clickHouseServer, isClickHouse } from "./clickhouse-server.ts";

/** What a report asks. */
export interface ReportSource {
  readonly asked: Asked;
  /** What monitors say of the hours that are stored. */
  alerts(query: AlertQuery, nowUs: number): Promise<AlertReport>;
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
    return await use({
      asked,
      alerts: (query, nowUs) =>
        awaitReading(
          readAlerts({ window: alertWindow(query, nowUs), dialect: clickhouse, hasHours: false }),
          asked.query,
        ),
      session: async (reference) => reference,
    });
  }
  return await readingStore(store, context, (open) =>
    use({
      asked: { dialect: sqlite, hasHours: true, query: (sql, parameters) => open.query(sql, parameters) },
      alerts: (query, nowUs) => open.alerts(query, nowUs),
      session: (reference) => findSession(open, reference),
    }),
  );
}
