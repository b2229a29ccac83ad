import { resolveValues, statementOf } from "../../src/inspector/questions/ask.ts";
import type { Dialect } from "../../src/inspector/questions/dialect.ts";
import { sqlite } from "../../src/inspector/questions/dialect.ts";
import { QUESTIONS } from "../../src/inspector/questions/questions.ts";
import type { Store } from "../../src/inspector/store/store.ts";
import { type DuckDb, duckDb } from "./duckdb.ts";
import { printLine } from "./figures.ts";

const TIMEOUT_MILLIS = 120_000;

/** DuckDB's words for what differs between engines. */
const DUCKDB: Dialect = {
  ...sqlite,
  // Only for this comparison: the inspector asks SQLite and ClickHouse.
  parameter: (name) => `$${name}`,
  joined: (text, order, between) => `coalesce(string_agg(${text}, '${between}' ORDER BY ${order}, ${text}), '')`,
  first: (text, order, condition) => `coalesce(arg_min(${text}, (${order}, ${text})) FILTER (WHERE ${condition}), '')`,
};

/** Asks every question of all that is there, and DuckDB the same of the same rows. */
export async function measureQuestions(store: Store, path: string, folder: string, withDuckDb: boolean): Promise<void> {
  const { oldestUs, newestUs } = await store.status();
  const window = { fromUs: oldestUs ?? 0, toUs: (newestUs ?? 0) + 1 };
  const session = (await store.sessions({ limit: 1 })).sessions[0]?.id ?? "";
  const other = withDuckDb ? await duckDb(path, folder) : undefined;
  if (typeof other === "string") process.stdout.write(`SKIPPED DuckDB: ${other}\n`);
  for (const question of QUESTIONS) {
    const given = Object.fromEntries(
      Object.entries({ ...window, session }).filter(([name]) => question.parameters.some((one) => one.name === name)),
    );
    const values = resolveValues(question, given, window.toUs);
    const ours = await answerIn(() => {
      const { sql, parameters } = statementOf(question, sqlite, values);
      return store.query(sql, parameters, TIMEOUT_MILLIS).then(({ rows }) => rows.length);
    });
    const theirs =
      typeof other === "string" || other === undefined
        ? ""
        : await answerIn(() => askDuckDb(other, question.name, values));
    printLine(question.name, `${ours}${theirs === "" ? "" : `   DuckDB ${theirs}`}`);
  }
  if (typeof other !== "string") other?.close();

  function askDuckDb(engine: DuckDb, name: string, values: Readonly<Record<string, string | number>>): Promise<number> {
    const question = QUESTIONS.find((one) => one.name === name);
    if (question === undefined) throw new Error(`no question ${name}`);
    const { sql, parameters } = statementOf(question, DUCKDB, values);
    return engine.rows(sql, parameters);
  }
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
