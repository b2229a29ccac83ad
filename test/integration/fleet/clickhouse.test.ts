import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Asked, ask } from "../../../src/inspector/questions/ask.ts";
import { clickhouse } from "../../../src/inspector/questions/dialect.ts";
import { QUESTIONS } from "../../../src/inspector/questions/questions.ts";
import type { SqlValue } from "../../../src/inspector/store/store.ts";
import { type ClickHouseEngine, hasClickHouse, startClickHouse } from "../../support/inspector/clickhouse-engine.ts";
import { insertAsCollector } from "../../support/inspector/collector-tables.ts";
import { type SeededTelemetry, seededTelemetry } from "../../support/inspector/seeded-telemetry.ts";

if (!hasClickHouse)
  console.warn("SKIPPED: the fleet's DDL in the real ClickHouse engine; `npm run clickhouse` installs it");

const statementsOf = (file: string): readonly string[] =>
  readFileSync(new URL(`../../../fleet/clickhouse/${file}`, import.meta.url), "utf8")
    .replaceAll(/^--.*$/gm, "")
    .split(/;\n/)
    .filter((statement) => statement.trim() !== "");

/** One of each kind: sums, quantiles, paths of events, work units. */
const ASKED = new Set(["overview", "cost", "latency", "decisions", "success", "errors"]);
const FILES = ["tables.sql", "views.sql", "rows.sql", "rollups.sql"];

describe.skipIf(!hasClickHouse)("The fleet's tables in ClickHouse", () => {
  const telemetry = seededTelemetry(3_000);
  let engine: ClickHouseEngine;
  const rows = (sql: string): readonly (readonly SqlValue[])[] => engine.ask(sql, {}).rows;

  beforeAll(() => {
    engine = startClickHouse();
    for (const statement of FILES.flatMap(statementsOf)) engine.run(statement);
    // The seeded history is of a fixed month: its age must not decide what a test finds.
    engine.run("SYSTEM STOP TTL MERGES");
    insertAsCollector(engine, telemetry);
  }, 120_000);

  afterAll(() => engine?.close());

  it.each([
    ["agent_span_rows", "agent_spans", "session_id, start_us, trace_id, span_id"],
    ["agent_event_rows", "agent_events", "session_id, time_us, trace_id, span_id, name"],
  ])("%s has the rows and the columns of the view %s", (table, view, order) => {
    const described = (name: string) =>
      rows(`DESCRIBE TABLE ${name}`).map(([column, type]) => [
        column,
        String(type).replace(/LowCardinality\((.*)\)$/, "$1"),
      ]);
    const found = rows(`SELECT * FROM ${table} ORDER BY ${order}`);

    expect(described(table)).toEqual(described(view));
    expect(found.length).toBeGreaterThan(300);
    expect(found).toEqual(rows(`SELECT * FROM ${view} ORDER BY ${order}`));
  });

  it("finds a session by the order of its table, and not by reading all of it", () => {
    const [[read = 0, all = 0] = []] = [["SELECT session_id FROM agent_span_rows ORDER BY start_us DESC LIMIT 1"]].map(
      ([sql = ""]) => {
        const session = rows(sql)[0]?.[0];
        const plan = rows(`EXPLAIN ESTIMATE SELECT * FROM agent_span_rows WHERE session_id = '${session}'`);
        const whole = rows("EXPLAIN ESTIMATE SELECT * FROM agent_span_rows");
        return [Number(plan[0]?.[2] ?? 0), Number(whole[0]?.[2] ?? 0)];
      },
    );
    expect(read).toBeLessThan(all);
  });

  it("has sums by hour that equal sums over the rows, and quantiles close to exact ones", () => {
    const sums = `sum(spans), sum(calls), sum(unpriced_calls), sum(errors), sum(input_tokens), sum(output_tokens), round(sum(cost_usd), 6)`;
    const direct = `count(), countIf(kind = 'inference' AND counted = 1), countIf(counted = 1 AND cost_usd IS NULL),
      countIf((status = 'error' OR error_type <> '') AND kind NOT IN ('other', 'session', 'workflow', 'task', 'agent', 'plan', 'step')
        AND (kind <> 'inference' OR counted = 1) AND (kind <> 'mcp' OR tool = '')),
      coalesce(sumIf(input_tokens, counted = 1), 0), coalesce(sumIf(output_tokens, counted = 1), 0),
      round(coalesce(sumIf(cost_usd, counted = 1), 0), 6)`;
    expect(rows(`SELECT model, ${sums} FROM agent_hours GROUP BY model ORDER BY model`)).toEqual(
      rows(`SELECT model, ${direct} FROM agent_spans GROUP BY model ORDER BY model`),
    );

    const merged = rows(`SELECT quantilesTDigestMerge(0.5, 0.9, 0.95, 0.99)(duration_us_quantiles) FROM agent_hour_sums
      WHERE kind = 'inference'`)[0]?.[0] as unknown as readonly number[];
    const exact = rows(
      `SELECT quantilesExact(0.5, 0.9, 0.95, 0.99)(duration_us) FROM agent_spans WHERE kind = 'inference'`,
    );
    const values = exact[0]?.[0] as unknown as readonly number[];
    merged.forEach((value, index) => {
      expect(Math.abs(value / Number(values[index]) - 1)).toBeLessThan(0.03);
    });
  });

  it("answers the statement of its README", () => {
    const readme = readFileSync(new URL("../../../fleet/clickhouse/README.md", import.meta.url), "utf8");
    const [, sql = ""] = /```sql\n([\s\S]*?)```/.exec(readme) ?? [];
    const found = rows(sql.replace("now() - INTERVAL 7 DAY", "toDateTime(0)"));
    const direct = rows(`SELECT model, uniq(session_id), countIf(counted = 1),
      round(coalesce(sumIf(cost_usd, counted = 1), 0), 6) AS usd
      FROM agent_spans WHERE kind = 'inference' GROUP BY model ORDER BY usd DESC`);
    expect(
      found.map(([model, sessions, calls, usd]) => [model, sessions, calls, Number(Number(usd).toFixed(6))]),
    ).toEqual(direct);
  });

  it("has decisions by hour that equal the events", () => {
    const columns = "decision_type, decision_choice";
    expect(
      rows(`SELECT ${columns}, sum(events), round(sum(confidence), 6) FROM agent_decision_hours WHERE decision_type != ''
        GROUP BY ${columns} ORDER BY ${columns}`),
    ).toEqual(
      rows(`SELECT ${columns}, count(), round(coalesce(sum(confidence), 0), 6) FROM agent_events WHERE decision_type != ''
        GROUP BY ${columns} ORDER BY ${columns}`),
    );
  });

  it("has a row for each session that says what the question of sessions says", async () => {
    const asked: Asked = { dialect: clickhouse, query: async (sql, parameters) => engine.ask(sql, parameters) };
    const question = QUESTIONS.find(({ name }) => name === "sessions");
    if (question === undefined) throw new Error("no question of sessions");
    const given = { fromUs: 0, toUs: telemetry.endUs * 2 - telemetry.endUs, limit: 10_000 };
    const { columns, rows: sessions } = await ask(question, given, asked, telemetry.endUs);

    const names = [
      "session_id",
      "start_at_us",
      "outcome",
      "calls",
      "tool_calls",
      "errors",
      "unpriced_calls",
      "models",
      "spans",
    ];
    const wanted = sessions.map((row) => names.map((name) => row[columns.indexOf(name)]));
    const found = rows(`SELECT session_id, start_us, outcome, calls, tool_calls, errors, unpriced_calls, models, spans
      FROM agent_sessions ORDER BY session_id`);
    expect(found).toEqual(wanted.toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1)));
  });

  it("answers questions over the tables of rows as over the exporter's, and counts what came twice once", async () => {
    const asked: Asked = { dialect: clickhouse, query: async (sql, parameters) => engine.ask(sql, parameters) };
    const answers = async () =>
      await Promise.all(
        QUESTIONS.filter(({ name }) => ASKED.has(name)).map((question) => ask(question, {}, asked, telemetry.endUs)),
      );
    const overExporter = await answers();
    insertAsCollector(engine, twice(telemetry));
    for (const statement of statementsOf("row-views.sql")) engine.run(statement);

    expect(overExporter).toHaveLength(ASKED.size);
    expect(rounded(await answers())).toEqual(rounded(overExporter));
  });

  it("keeps apart what was told in one microsecond, as a clock that stands still has it", () => {
    const [scope, severity, timeUs] = ["agentscribe", 9, telemetry.endUs];
    const event = { service: "edge-bot", scope, severity, timeUs, traceId: "", spanId: "" };
    const logs = [
      ...["T-1", "T-2", "T-3"].map((id) => ({
        ...{ ...event, eventName: "agentscribe.task.late_outcome" },
        attributes: { "agentscribe.task.id": id, "agentscribe.task.outcome": "regressed" },
      })),
      ...["send_mail", "delete_file"].map((tool) => ({
        ...{ ...event, eventName: "agentscribe.tool.decision" },
        attributes: { "gen_ai.tool.name": tool, "agentscribe.tool.decision": "accept" },
      })),
    ];
    for (const delivered of [logs, logs]) insertAsCollector(engine, { spans: [], logs: delivered, endUs: 0 });

    for (const statement of statementsOf("row-views.sql")) engine.run(statement);
    const events = "SELECT task_id, tool, content FROM agent_events WHERE service = 'edge-bot' ORDER BY task_id, tool";
    const overRows = rows(events);
    expect(overRows.map(([task, tool]) => `${task}${tool}`)).toEqual(["delete_file", "send_mail", "T-1", "T-2", "T-3"]);
    for (const statement of statementsOf("views.sql")) engine.run(statement);
    expect(overRows).toEqual(rows(events));
  });

  it("drops what is older than its age", () => {
    engine.run("SYSTEM START TTL MERGES");
    engine.run(`INSERT INTO otel_traces (Timestamp, TraceId, SpanId, SpanName, ServiceName, Duration)
      SELECT now64(9) - INTERVAL number * 50 DAY, 'old', toString(number), 'session', 'of-ages', 1 FROM numbers(4)`);
    for (const table of ["otel_traces", "agent_span_rows"]) engine.run(`OPTIMIZE TABLE ${table} FINAL`);

    const left = (table: string, service: string) =>
      rows(`SELECT count() FROM ${table} WHERE ${service} = 'of-ages'`)[0]?.[0];
    expect(left("otel_traces", "ServiceName")).toBe(1);
    expect(left("agent_span_rows", "service")).toBe(2);
  });
});

/** Sums of fractions differ in their last digits by the order of the rows. */
function rounded(answers: readonly object[]): unknown {
  return JSON.parse(JSON.stringify(answers), (_, value: unknown) =>
    typeof value === "number" ? Number(value.toPrecision(9)) : value,
  );
}

/** The first thousand spans and events once more, as a sender delivers what it had no answer for. */
function twice({ spans, logs, endUs }: SeededTelemetry): SeededTelemetry {
  return { spans: spans.slice(0, 1_000), logs: logs.slice(0, 1_000), endUs };
}
