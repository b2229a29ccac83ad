import { bucketSql } from "../buckets.ts";
import { inWindow } from "../common-parameters.ts";
import type { Dialect } from "../dialect.ts";
import { MODEL_CALL } from "../model-calls.ts";
import { ratioSql } from "../proportions.ts";
import { quantileSql, rankedColumns } from "../quantiles.ts";
import type { Values } from "../question.ts";
import { workUnits } from "../work-units.ts";
import { type Measure, TOKEN_KINDS } from "./measures.ts";

/** Lines that have a name of their own; all others together are one more. */
const MOST_LINES = 9;
const OTHERS = "(others)";
const UNKNOWN = "(not known)";

/** The rows of a series: `at_us`, `line`, `size`, `value`, `low`, `high`, and what the rules need, `hits` or `sum` and `squares`. */
export function seriesSql(dialect: Dialect, measure: Measure, values: Values): string {
  const { calculation } = measure;
  const bucket = (time: string): string => bucketSql(time, Number(values.stepUs));
  const ending = "GROUP BY at_us, line\nORDER BY at_us, line";
  if (calculation.kind === "success") {
    const line = values.by === "none" ? "'all'" : named("u.unit_type");
    return `WITH ${workUnits(dialect, values, beginSql(dialect, values))}
SELECT ${bucket("u.unit_start_us")} AS at_us, ${line} AS line, count(*) AS size,
  sum(CASE WHEN u.unit_outcome = 'success' THEN 1 ELSE 0 END) AS hits
FROM units AS u
WHERE u.unit_outcome <> ''
${ending}`;
  }
  const rows = rowsSql(measure, values);
  const column = measure.columns[String(values.by)];
  const window = inWindow(dialect, values, "start_us", beginSql(dialect, values));
  if (column === TOKEN_KINDS) return tokenKindsSql(`${window} AND ${rows}`, bucket("s.start_us"), ending);
  const from =
    column === undefined ? `agent_spans AS s` : `agent_spans AS s\nLEFT JOIN largest ON largest.large = s.${column}`;
  const line =
    column === undefined
      ? "'all'"
      : `CASE WHEN largest.large IS NULL THEN '${OTHERS}' ELSE ${named(`s.${column}`)} END`;
  const largest =
    column === undefined
      ? ""
      : `largest AS (
  SELECT s.${column} AS large FROM agent_spans AS s WHERE ${window} AND ${rows} GROUP BY s.${column} ORDER BY count(*) DESC, s.${column} LIMIT ${MOST_LINES}
)`;
  const at = `${bucket("s.start_us")} AS at_us, ${line} AS line`;
  if (calculation.kind === "quantile") {
    const { value, low, high } = quantileSql(calculation.percent);
    return `WITH ${largest === "" ? "" : `${largest}, `}timed AS (
  SELECT ${at}, s.${calculation.column} AS x
  FROM ${from}
  WHERE ${window} AND ${rows}
)
SELECT at_us, line, max(n) AS size, ${value} AS value, ${low} AS low, ${high} AS high
FROM (SELECT at_us, line, ${rankedColumns("x", ["at_us", "line"])} FROM timed) AS ranked
${ending}`;
  }
  return `${largest === "" ? "" : `WITH ${largest}\n`}SELECT ${at}, ${valueSql(calculation)}
FROM ${from}
WHERE ${window} AND ${rows}
${ending}`;
}

/** By tool it is about calls of tools instead of model calls. */
function rowsSql({ rows }: Measure, { by }: Values): string {
  if (by !== "tool") return rows;
  return rows === MODEL_CALL ? "s.kind = 'tool'" : `s.kind = 'tool' AND ${rows}`;
}

const KINDS: readonly (readonly [line: string, tokens: string])[] = [
  ["input", "coalesce(s.input_tokens, 0) - coalesce(s.cache_read_tokens, 0) - coalesce(s.cache_write_tokens, 0)"],
  ["cache read", "coalesce(s.cache_read_tokens, 0)"],
  ["cache write", "coalesce(s.cache_write_tokens, 0)"],
  ["output", "coalesce(s.output_tokens, 0) - coalesce(s.reasoning_tokens, 0)"],
  ["reasoning", "coalesce(s.reasoning_tokens, 0)"],
];

/** Each row is read once for each kind of token. */
function tokenKindsSql(where: string, bucket: string, ending: string): string {
  const each = (write: (kind: (typeof KINDS)[number]) => string): string =>
    `CASE part ${KINDS.map((kind, index) => `WHEN ${index} THEN ${write(kind)}`).join(" ")} END`;
  return `SELECT ${bucket} AS at_us, ${each(([line]) => `'${line}'`)} AS line, count(*) AS size, sum(${each(([, tokens]) => tokens)}) AS value
FROM agent_spans AS s
CROSS JOIN (${KINDS.map((_, index) => `SELECT ${index} AS part`).join(" UNION ALL ")}) AS parts
WHERE ${where}
${ending}`;
}

/** From here on rows are read: the buckets before the window say what is usual. */
function beginSql(dialect: Dialect, values: Values): string {
  return `(${dialect.parameter("fromUs", "integer")} - ${Number(values.beforeUs)})`;
}

function named(column: string): string {
  return `CASE WHEN ${column} = '' THEN '${UNKNOWN}' ELSE ${column} END`;
}

function valueSql(calculation: Exclude<Measure["calculation"], { readonly kind: "success" | "quantile" }>): string {
  switch (calculation.kind) {
    case "sum":
      return `count(*) AS size, ${calculation.sql} AS value`;
    case "rate":
      return `count(*) AS size, sum(CASE WHEN ${calculation.hits} THEN 1 ELSE 0 END) AS hits`;
    case "ratio":
      return `count(*) AS size, ${ratioSql(calculation.part, calculation.whole)} AS value`;
    case "mean": {
      const column = `s.${calculation.column}`;
      return `count(${column}) AS size, coalesce(sum(${column}), 0) AS sum, coalesce(sum(${column} * ${column}), 0) AS squares`;
    }
  }
}
