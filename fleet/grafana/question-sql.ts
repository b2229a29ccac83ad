import { type Given, resolveValues } from "../../src/inspector/questions/ask.ts";
import { HOUR_US } from "../../src/inspector/questions/common-parameters.ts";
import { clickhouse, type Dialect } from "../../src/inspector/questions/dialect.ts";
import type { Values } from "../../src/inspector/questions/question.ts";
import { findQuestion } from "../../src/inspector/questions/questions.ts";
import { MEASURES } from "../../src/inspector/questions/series/measures.ts";
import { seriesSql } from "../../src/inspector/questions/series/series-sql.ts";
import { ROWS } from "../../src/inspector/questions/span-sums.ts";
import { quoted } from "../../src/inspector/questions/views/attribute-sql.ts";

/** The variable `service` of a dashboard. Encoded, a name ends no text; Grafana puts no other format around what stands for all services. */
const JOB = `decodeURLComponent('\${service:percentencode}')`;

/**
 * The same as a service's name in the spans: all services are `.*`, and Prometheus puts the namespace and `/` before the name, which may have one as well. Where
 * all are meant, or the service of the row, each row is compared with itself.
 */
const SERVICE = `if(${JOB} = '.*' OR endsWith(${JOB}, concat('/', service)), service, ${JOB})`;

/** Times of Grafana are milliseconds, those of the views microseconds. */
const PLACES: Readonly<Record<string, string>> = {
  fromUs: `\${__from}000`,
  toUs: `\${__to}000`,
  service: SERVICE,
};

/** The SQL of a question, so that a panel says what `agentscribe report` says: only that times are times, for Grafana to write them. */
export function questionSql(name: string, given: Given = {}): string {
  const question = findQuestion(name);
  if (question === undefined) throw new Error(`There is no question ${name}`);
  const values = resolveValues(question, { service: "service", ...given }, 0);
  const dialect = grafana(values);
  const sql = question.sql(dialect, values, ROWS);
  const times = [...new Set(sql.match(/\b\w+_at_us\b/g) ?? [])];
  if (times.length === 0) return dialect.statement(sql);
  const replaced = times.map((time) => `fromUnixTimestamp64Micro(${time}) AS ${time}`).join(", ");
  return dialect.statement(`SELECT * REPLACE (${replaced})\nFROM (\n${sql}\n)`);
}

/** The SQL of a measure over time, by the hour: the columns that are drawn are those that are given. */
export function measureSql(name: string, by: string, columns: readonly string[]): string {
  const measure = MEASURES.find((one) => one.name === name);
  if (measure === undefined) throw new Error(`There is no measure ${name}`);
  const values: Values = { by, stepUs: HOUR_US, beforeUs: 0, fromUs: "", toUs: "", service: "service" };
  const dialect = grafana(values);
  return dialect.statement(`SELECT fromUnixTimestamp64Micro(at_us) AS time, ${columns.join(", ")}
FROM (
${seriesSql(dialect, measure, values, ROWS)}
)
ORDER BY time`);
}

/** ClickHouse, with what Grafana puts into a statement in place of its parameters. */
function grafana(values: Values): Dialect {
  const value = (name: string): string => {
    const given = values[name] ?? "";
    return PLACES[name] ?? (typeof given === "number" ? String(given) : quoted(given));
  };
  return { ...clickhouse, parameter: value };
}
