import { clickHouseViews } from "../../../src/inspector/questions/views/clickhouse.ts";
import { type Columns, columnLines, EVENT_COLUMNS, SPAN_COLUMNS } from "./columns.ts";

/** What a view of the questions selects, to be selected as rows come in. */
function selected(view: string): string {
  const found = clickHouseViews().find((statement) => statement.startsWith(`CREATE OR REPLACE VIEW ${view} AS\n`));
  if (found === undefined) throw new Error(`there is no view ${view}`);
  return found.slice(found.indexOf("\n") + 1);
}

interface RowTable {
  readonly view: string;
  readonly name: string;
  readonly columns: Columns;
  /** What makes a row one of a kind, after the session. */
  readonly identity: string;
}

const TABLES: readonly RowTable[] = [
  { view: "agent_spans", name: "agent_span_rows", columns: SPAN_COLUMNS, identity: "start_us, trace_id, span_id" },
  {
    view: "agent_events",
    name: "agent_event_rows",
    columns: EVENT_COLUMNS,
    identity: "time_us, name, trace_id, span_id, content",
  },
];

/** The rows of the views as tables in the order of sessions, filled as the exporter inserts. */
export function rowStatements(): readonly string[] {
  return TABLES.flatMap(({ view, name, columns, identity }) => [
    `CREATE TABLE IF NOT EXISTS ${name} (
${columnLines(columns)}
) ENGINE = ReplacingMergeTree
PARTITION BY toDate(at)
ORDER BY (session_id, ${identity})
TTL toDateTime(at) + INTERVAL 90 DAY
SETTINGS ttl_only_drop_parts = 1`,
    `CREATE MATERIALIZED VIEW IF NOT EXISTS ${name}_mv TO ${name} AS
${selected(view)}`,
  ]);
}

/** The views of the questions, over those tables in place of the exporter's. Rows that were delivered twice count once. */
export function rowViewStatements(): readonly string[] {
  return TABLES.map(
    ({ view, name, columns }) => `CREATE OR REPLACE VIEW ${view} AS
SELECT ${Object.keys(columns).join(", ")}
FROM ${name} FINAL`,
  );
}
