import { readFileSync } from "node:fs";
import { type Given, resolveValues, statementOf } from "../../src/inspector/questions/ask.ts";
import { clickhouse } from "../../src/inspector/questions/dialect.ts";
import { findQuestion } from "../../src/inspector/questions/questions.ts";
import type { ClickHouseEngine } from "../../test/support/inspector/clickhouse-engine.ts";
import type { Asked, NodeCost } from "./sizing.ts";

/** Makes the shipped tables, views and sums; without the age at which days are dropped, because generated data is older. */
export function runStatements(engine: ClickHouseEngine, ...files: readonly string[]): void {
  for (const file of files) {
    const text = readFileSync(new URL(`../../fleet/clickhouse/${file}.sql`, import.meta.url), "utf8");
    const statements = text
      .replaceAll(/^--.*$/gm, "")
      .replaceAll(/^TTL .*$/gm, "")
      .split(/;\n/);
    for (const statement of statements) if (statement.trim() !== "") engine.run(statement);
  }
}

const SPANS = ["otel_traces", "otel_traces_trace_id_ts"];
const EVENTS = ["otel_logs", "agent_event_rows"];
const SUMS_BY_HOUR = ["agent_hour_sums", "agent_decision_hour_sums"];
const SUMS_BY_SESSION = ["agent_session_sums"];
export const POINTS: readonly string[] = ["otel_metrics_gauge", "otel_metrics_sum", "otel_metrics_histogram"];

export const countRows = (engine: ClickHouseEngine, table: string): number =>
  Number(engine.ask(`SELECT count() FROM ${table}`, {}).rows[0]?.[0]);

export function emptyTables(engine: ClickHouseEngine): void {
  for (const table of [...SPANS, "agent_span_rows", ...EVENTS, ...SUMS_BY_HOUR, ...SUMS_BY_SESSION, ...POINTS])
    engine.run(`TRUNCATE TABLE ${table}`);
}

/** On disk, after all parts of each day are merged into one. */
export function bytesOnDisk(engine: ClickHouseEngine, tables: readonly string[]): number {
  for (const table of tables) engine.run(`OPTIMIZE TABLE ${table} FINAL`);
  const names = tables.map((table) => `'${table}'`).join(", ");
  const sql = `SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND database = 'otel' AND table IN (${names})`;
  return Number(engine.ask(sql, {}).rows[0]?.[0]);
}

/** What is in the tables, and what it took to bring it there. */
export function nodeCost(engine: ClickHouseEngine, cpuMicros: number): NodeCost {
  const [spans, events] = [countRows(engine, "otel_traces"), countRows(engine, "otel_logs")];
  const sessions = Number(engine.ask("SELECT uniqExact(session_id) FROM agent_span_rows", {}).rows[0]?.[0]);
  const before = process.cpuUsage();
  const [raw, rows, logs, sums] = [SPANS, ["agent_span_rows"], EVENTS, SUMS_BY_SESSION].map((tables) =>
    bytesOnDisk(engine, tables),
  );
  const merged = process.cpuUsage(before);
  return {
    spans,
    events,
    cpuMicrosPerSpan: (cpuMicros + merged.user + merged.system) / spans,
    rawBytesPerSpan: (raw ?? 0) / spans,
    rowBytesPerSpan: (rows ?? 0) / spans,
    bytesPerEvent: (logs ?? 0) / events,
    sumBytesPerSession: (sums ?? 0) / sessions,
  };
}

const QUESTIONS: readonly { readonly name: string; readonly given?: Given; readonly sums?: string }[] = [
  {
    name: "overview",
    sums: "SELECT sum(calls), sum(tool_calls), sum(errors), sum(cost_usd), uniqMerge(sessions) FROM agent_hour_sums",
  },
  {
    name: "cost",
    given: { by: "model" },
    sums: `SELECT provider, model, sum(calls), sum(input_tokens), sum(output_tokens), sum(cost_usd) AS cost FROM agent_hour_sums
      WHERE counted_calls > 0 GROUP BY ALL ORDER BY cost DESC`,
  },
  {
    name: "latency",
    given: { by: "model" },
    sums: `SELECT model, sum(calls), quantilesTDigestMerge(0.5, 0.9, 0.95, 0.99)(duration_us_quantiles) FROM agent_hour_sums
      WHERE kind = 'inference' GROUP BY model`,
  },
  {
    name: "sessions",
    sums: "SELECT session_id, spans, calls, errors, cost_usd, outcome FROM agent_sessions ORDER BY cost_usd DESC LIMIT 100",
  },
  { name: "errors" },
  { name: "tools" },
  {
    name: "decisions",
    sums: "SELECT decision_type, decision_choice, sum(events) FROM agent_decision_hours GROUP BY ALL",
  },
];

/** CPU of the questions behind the dashboards' tables, over all there is: of spans as they came, or of rows by session. */
export function askQuestions(engine: ClickHouseEngine, views: "views" | "row-views"): Asked {
  runStatements(engine, views);
  const window = windowOf(engine);
  const millis = QUESTIONS.map(({ name, given }) => {
    const question = findQuestion(name);
    if (question === undefined) throw new Error(`there is no question ${name}`);
    const values = resolveValues(question, { ...window, ...given }, window.toUs);
    const { sql, parameters } = statementOf(question, clickhouse, values);
    return [titleOf(name, given), cpuMillis(() => engine.ask(sql, parameters))] as const;
  });
  return { spans: countRows(engine, "agent_spans"), millis: Object.fromEntries(millis) };
}

/** The same of the sums, where these answer it. */
export function askSums(engine: ClickHouseEngine): Asked {
  const millis = QUESTIONS.flatMap(({ name, given, sums }) =>
    sums === undefined ? [] : [[titleOf(name, given), cpuMillis(() => engine.ask(sums, {}))] as const],
  );
  return { spans: countRows(engine, "agent_spans"), millis: Object.fromEntries(millis) };
}

/** Each row so many times more, in sessions of their own. */
export function copyRows(engine: ClickHouseEngine, times: number): void {
  for (const table of ["agent_span_rows", "agent_event_rows"])
    engine.run(`INSERT INTO ${table} SELECT r.* REPLACE (concat(r.session_id, '-', toString(n.number)) AS session_id)
      FROM ${table} AS r CROSS JOIN numbers(${times}) AS n`);
}

const titleOf = (name: string, given?: Given): string => (given === undefined ? name : `${name} by ${given.by}`);

function windowOf(engine: ClickHouseEngine): { readonly fromUs: number; readonly toUs: number } {
  const [row = []] = engine.ask("SELECT min(start_us), max(start_us) FROM agent_span_rows", {}).rows;
  return { fromUs: Number(row[0]), toUs: Number(row[1]) + 1 };
}

/** Of all threads of this process, in which the engine is: the second time, when what is read is in memory. */
function cpuMillis(run: () => unknown): number {
  run();
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e3;
}
