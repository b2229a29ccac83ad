import { resolveValues, statementOf } from "../../src/inspector/questions/ask.ts";
import type { Dialect } from "../../src/inspector/questions/dialect.ts";
import { clickhouse, sqlite } from "../../src/inspector/questions/dialect.ts";
import type { Values } from "../../src/inspector/questions/question.ts";
import { QUESTIONS } from "../../src/inspector/questions/questions.ts";
import { HOURS, ROWS, type SpanSums } from "../../src/inspector/questions/span-sums.ts";
import type { Store } from "../../src/inspector/store/store.ts";
import { duckDb } from "./duckdb.ts";
import { printLine } from "./figures.ts";

const TIMEOUT_MILLIS = 120_000;

/** DuckDB's words for what differs between engines. */
const DUCKDB: Dialect = {
  ...clickhouse,
  // Only for this comparison: the inspector asks SQLite and ClickHouse.
  name: "sqlite",
  keyOf: (text) => text,
  parameter: (name) => `$${name}`,
  within: (time, from, to) => `${time} >= ${from} AND ${time} < ${to}`,
  joined: (text, order, between) => `coalesce(string_agg(${text}, '${between}' ORDER BY ${order}, ${text}), '')`,
  first: (text, order, condition) => `coalesce(arg_min(${text}, (${order}, ${text})) FILTER (WHERE ${condition}), '')`,
  last: (row, value, condition) =>
    `coalesce(arg_max(${value}, (${row}.start_us, ${row}.span_id)) FILTER (WHERE ${condition}) OVER (PARTITION BY ${row}.session_id ORDER BY ${row}.start_us, ${row}.span_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), '')`,
  once: sqlite.once,
  sets: {
    ...clickhouse.sets,
    kindOf: (value) => `coalesce(TRY_CAST(substring(${value}, 1, 1) AS INTEGER), 0)`,
    ofGroup: (value) => `list_sort(list(DISTINCT ${value}))`,
    joined: (...lists) =>
      `list_concat(${lists.map((list) => (typeof list === "string" ? list : `[${list[0]}]`)).join(", ")})`,
    each: (table, lists) =>
      Object.entries(lists).reduce(
        (from, [name, list]) => `(SELECT *, unnest(${list}) AS ${name} FROM ${from})`,
        table,
      ),
    pairs: sqlite.sets.pairs,
  },
  statement: (sql) => sql,
};

const HOUR_US = 3_600_000_000;

/** Asks every question of all that is there, and DuckDB the same of the same rows. The last columns: sums by hour in place of spans, and the newest day. */
export async function measureQuestions(store: Store, path: string, folder: string, withDuckDb: boolean): Promise<void> {
  const { oldestUs, newestUs } = await store.status();
  const fromUs = Math.floor((oldestUs ?? 0) / HOUR_US) * HOUR_US;
  const window = { fromUs, toUs: Math.ceil(((newestUs ?? 0) + 1) / HOUR_US) * HOUR_US };
  const day = { fromUs: window.toUs - 24 * HOUR_US - 1, toUs: window.toUs };
  const session = (await store.sessions({ limit: 1 })).sessions[0]?.id ?? "";
  const other = withDuckDb ? await duckDb(path, folder) : undefined;
  if (typeof other === "string") process.stdout.write(`SKIPPED DuckDB: ${other}\n`);
  for (const question of QUESTIONS) {
    const valuesOf = (time: typeof window): Values => {
      const given = Object.entries({ ...time, session }).filter(([name]) =>
        question.parameters.some((one) => one.name === name),
      );
      return resolveValues(question, Object.fromEntries(given), window.toUs);
    };
    const ours = (values: Values, sums: SpanSums): Promise<string> =>
      answerIn(() => {
        const { sql, parameters } = statementOf(question, sqlite, values, sums);
        return store.query(sql, parameters, TIMEOUT_MILLIS).then(({ rows }) => rows.length);
      });
    const values = valuesOf(window);
    const answers = [await ours(values, ROWS)];
    if (typeof other === "object") {
      const { sql, parameters } = statementOf(question, DUCKDB, values);
      answers.push(`DuckDB ${await answerIn(() => other.rows(sql, parameters))}`);
    }
    if (question.hourly?.(values) !== undefined) answers.push(`by hour ${await ours(values, HOURS)}`);
    if (question.parameters.some(({ name }) => name === "fromUs"))
      answers.push(`a day ${await ours(valuesOf(day), ROWS)}`);
    printLine(question.name, answers.join("   "));
  }
  if (typeof other === "object") other.close();
}

async function answerIn(ask: () => Promise<number>): Promise<string> {
  const start = performance.now();
  try {
    const rows = await ask();
    return `${(performance.now() - start).toFixed(0).padStart(7)} ms, ${String(rows).padStart(4)} rows`;
  } catch (error) {
    return `no answer: ${error instanceof Error ? (error.message.split("\n")[0] ?? "").slice(0, 70) : error}`;
  }
}
