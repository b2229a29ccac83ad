import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dashboard } from "../../../fleet/grafana/dashboard.ts";
import { BOARDS } from "../../../fleet/grafana/generate.ts";
import { ask, type Given } from "../../../src/inspector/questions/ask.ts";
import { sqlite } from "../../../src/inspector/questions/dialect.ts";
import { findQuestion } from "../../../src/inspector/questions/questions.ts";
import { clickHouseViews } from "../../../src/inspector/questions/views/clickhouse.ts";
import type { Answer } from "../../../src/inspector/store/store.ts";
import { codingAgentLogs } from "../../support/fleet/coding-agent-logs.ts";
import { interpolated, panelQueries } from "../../support/fleet/panel-queries.ts";
import { recipeQueries } from "../../support/fleet/recipes.ts";
import { type ClickHouseEngine, hasClickHouse, startClickHouse } from "../../support/inspector/clickhouse-engine.ts";
import { fillCollectorTables, insertAsCollector } from "../../support/inspector/collector-tables.ts";
import { type SeededStore, seededStore } from "../../support/inspector/seeded-store.ts";
import { seededTelemetry } from "../../support/inspector/seeded-telemetry.ts";

if (!hasClickHouse)
  console.warn("SKIPPED: panels asked of the real ClickHouse engine; `node test/clickhouse/install.ts` installs it");

const DAY_US = 86_400_000_000;
const telemetry = seededTelemetry(6_000);
const [fromUs, toUs] = [telemetry.endUs - 7 * DAY_US, telemetry.endUs];
/** Agents that send no spans have a day of their own, in which there is nothing else. */
const agentsUs = telemetry.endUs + 30 * DAY_US;

const statements = panelQueries().flatMap(({ name, rawSql }) => (rawSql === undefined ? [] : [{ name, rawSql }]));
const isOfAgents = (sql: string): boolean => sql.includes("FROM otel_logs");

/** What a panel says that it shows: `agentscribe report cost --by user` is the question `cost`, asked with `by`. */
const claims = BOARDS.flatMap((board) =>
  (dashboard(board).panels ?? []).flatMap((panel) => {
    const { title = "", description = "", targets = [] } = panel as unknown as Panel;
    const said = /agentscribe report ([a-z-]+)(?: --([a-z]+) ([a-z-]+))?`( says the same)?/.exec(description);
    const rawSql = targets[0]?.rawSql;
    if (said?.[1] === undefined || said[4] === undefined || rawSql === undefined) return [];
    const given: Given = said[2] === undefined ? {} : { [said[2]]: said[3] };
    return [{ name: `${board.name}: ${title}`, question: said[1], given, rawSql }];
  }),
);

interface Panel {
  readonly title?: string;
  readonly description?: string;
  readonly targets?: readonly { readonly rawSql?: string }[];
}

describe.skipIf(!hasClickHouse)("A panel that asks ClickHouse", () => {
  let engine: ClickHouseEngine;
  let embedded: SeededStore;
  const rowsOf = (sql: string, from: number, to: number): Answer =>
    engine.ask(interpolated(sql, from / 1_000, to / 1_000), {});

  beforeAll(async () => {
    embedded = await seededStore(telemetry);
    engine = startClickHouse();
    fillCollectorTables(engine, { ...telemetry, logs: [...telemetry.logs, ...codingAgentLogs(agentsUs)] });
    for (const view of clickHouseViews()) engine.run(view);
  }, 120_000);

  afterAll(async () => {
    engine?.close();
    await embedded?.close();
  });

  it.each(statements)("$name, gets rows", ({ rawSql }) => {
    const [from, to] = isOfAgents(rawSql) ? [agentsUs - DAY_US, agentsUs + DAY_US] : [fromUs, toUs];
    expect(rowsOf(rawSql, from, to).rows.length).toBeGreaterThan(0);
  });

  it.each(recipeQueries("clickhouse.md", "sql"))("as the recipe $name, gets rows", ({ query }) => {
    const sql = query.replaceAll("now()", `fromUnixTimestamp64Micro(${toUs})`);
    expect(sql).not.toBe(query);
    expect(engine.ask(sql, {}).rows.length).toBeGreaterThan(0);
  });

  it("is narrowed down to a service, whose namespace Prometheus puts before it", () => {
    const sql = statements.find(({ name }) => name.startsWith("cost: Cost by user"))?.rawSql ?? "";
    const one = ofService(sql, "acme/triage-bot");
    const calls = ({ columns, rows }: Answer): number =>
      rows.reduce((sum, row) => sum + Number(row[columns.indexOf("calls")]), 0);
    expect(calls(rowsOf(one, fromUs, toUs))).toBeGreaterThan(0);
    expect(calls(rowsOf(one, fromUs, toUs))).toBeLessThan(calls(rowsOf(sql, fromUs, toUs)));
  });

  it.each([
    ["@acme/bot", "@acme/bot"],
    ["@acme/bot", "shops/@acme/bot"],
    ["bob's bot", "bob's bot"],
    ["100% \\ bot", "100% \\ bot"],
  ])("is narrowed down to the service %s by the job %s", (service, job) => {
    const sql = statements.find(({ name }) => name.startsWith("cost: Cost by user"))?.rawSql ?? "";
    const call = telemetry.spans.find(({ attributes }) => attributes["gen_ai.operation.name"] === "chat");
    if (call === undefined) throw new Error("there is no model call");
    // A day of their own, in which no other test asks.
    const startUs = agentsUs + 10 * DAY_US;
    insertAsCollector(engine, { ...telemetry, logs: [], spans: [{ ...call, service, startUs, traceId: service }] });
    const found = rowsOf(ofService(sql, job), startUs, startUs + 1_000);
    expect(found.rows.map((row) => Number(row[found.columns.indexOf("calls")]))).toEqual([1]);
  });

  it.each(claims)("$name, says what the report says", async ({ question: name, given, rawSql }) => {
    const question = findQuestion(name);
    if (question === undefined) throw new Error(name);
    const here = { dialect: sqlite, query: embedded.store.query.bind(embedded.store) };
    const report = await ask(question, { ...given, fromUs, toUs }, here, toUs);
    const panel = rowsOf(rawSql, fromUs, toUs);

    expect(panel.columns).toEqual(report.columns);
    expect(panel.rows.length).toBeGreaterThan(0);
    // A panel may show fewer.
    if (panel.rows.length !== 50) expect(panel.rows.length).toBe(report.rows.length);
    panel.rows.forEach((row, index) => {
      const shown = row.map((cell, at) => asReported(cell, report.rows[index]?.[at], panel.columns[at] ?? ""));
      expect(shown).toEqual(report.rows[index]);
    });
  });

  it("has the tokens of coding agents as they are counted everywhere", () => {
    const sql = statements.find(({ name }) => name.startsWith("coding-agents: Model calls"))?.rawSql ?? "";
    const { columns, rows } = rowsOf(sql, agentsUs - DAY_US, agentsUs + DAY_US);
    expect(columns.slice(0, 7)).toEqual(
      "agent model calls sessions input_tokens output_tokens cache_read_tokens".split(" "),
    );
    expect(
      rows.map((row) => row.slice(0, 7).map((cell) => (Number.isNaN(Number(cell)) ? cell : Number(cell)))),
    ).toEqual([
      ["claude-code", "claude-sonnet-4-5", 2, 1, 180, 24, 80],
      ["codex", "gpt-5.1-codex", 2, 1, 220, 24, 80],
      ["gemini-cli", "gemini-2.5-pro", 2, 1, 220, 24, 80],
      ["copilot", "gpt-4o", 1, 1, 50, 5, 0],
    ]);
    expect(Number(rows[0]?.[7])).toBeCloseTo(0.000729, 9);
  });
});

/** The statement with this service chosen, as Grafana puts it in: encoded, with what `encodeURIComponent` leaves as well. */
function ofService(sql: string, job: string): string {
  const encoded = encodeURIComponent(job).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  const one = sql.replaceAll(/\$\{service:percentencode\}/g, encoded);
  expect(one).not.toBe(sql);
  return one;
}

/** The cell of the report where that of the panel is equal to it: a time is microseconds there, sums are added up in another order. */
function asReported(cell: unknown, reported: unknown, column: string): unknown {
  const value =
    column.endsWith("_at_us") && typeof cell === "string" ? Date.parse(`${cell.replace(" ", "T")}Z`) * 1_000 : cell;
  if (typeof value !== "number" || typeof reported !== "number") return value;
  const tolerance = column.endsWith("_at_us") ? 1_000 : 1e-9 * Math.max(Math.abs(value), Math.abs(reported));
  return Math.abs(value - reported) <= tolerance ? reported : value;
}
