import { bucketSql } from "../buckets.ts";
import { inWindow } from "../common-parameters.ts";
import type { Dialect, KeyColumn } from "../dialect.ts";
import { MODEL_CALL, TOOL_CALL } from "../model-calls.ts";
import { ratioSql } from "../proportions.ts";
import { quantileSql, rankedSql } from "../quantiles.ts";
import type { Values } from "../question.ts";
import type { SpanSums } from "../span-sums.ts";
import { workUnits } from "../work-units.ts";
import { type Measure, TOKEN_KINDS } from "./measures.ts";

/** Lines that have a name of their own; all others together are one more. */
const MOST_LINES = 9;
const OTHERS = "(others)";
const UNKNOWN = "(not known)";

/** The rows of a series: `at_us`, `line`, `size`, `value`, `low`, `high`, and what the rules need, `hits` or `sum` and `squares`. */
export function seriesSql(dialect: Dialect, measure: Measure, values: Values, sums: SpanSums): string {
  const { calculation } = measure;
  const count = measure.count(sums);
  const bucket = (time: string): string => bucketSql(time, Number(values.stepUs));
  if (calculation.kind === "success") {
    const line = values.by === "none" ? "'all'" : named("u.unit_type");
    return `WITH ${workUnits(dialect, values, beginSql(dialect, values))}
SELECT ${bucket("u.unit_start_us")} AS at_us, ${line} AS line, count(*) AS size,
  sum(CASE WHEN u.unit_outcome = 'success' THEN 1 ELSE 0 END) AS hits
FROM units AS u
WHERE u.unit_outcome <> ''
GROUP BY at_us, line
${ORDER}`;
  }
  const column = measure.columns[String(values.by)];
  const within = inWindow(dialect, values, sums.time, beginSql(dialect, values));
  const where = `${within} AND ${rowsSql(measure, values, sums)}`;
  if (column === TOKEN_KINDS) return tokenKindsSql(sums, where, bucket("s.start_us"));
  const lines =
    column === undefined || column === "unit_type" ? ALL : largestLines(dialect, column, sums, where, count);
  const groups = { at_us: bucket("s.start_us"), ...lines.groups };
  const grouped = Object.keys(groups).join(", ");
  const statement =
    calculation.kind === "quantile"
      ? quantilesSql(calculation, sums, groups, lines.join, where)
      : `SELECT ${Object.entries(groups)
          .map(([name, expression]) => `${expression} AS ${name}`)
          .join(", ")}, ${valueSql(dialect, calculation, sums, count)}
  FROM ${sums.table} AS s${lines.join}
  WHERE ${where}`;
  return `${lines.before}SELECT summed.*, ${lines.label} AS line
FROM (
  ${statement}
  GROUP BY ${grouped}
) AS summed
${ORDER}`;
}

const ORDER = "ORDER BY at_us, line";

/** How rows are told apart, and what the lines are called. */
interface Lines {
  /** Common tables that go first. */
  readonly before: string;
  readonly join: string;
  readonly groups: Readonly<Record<string, string>>;
  readonly label: string;
}

const ALL: Lines = { before: "", join: "", groups: {}, label: "'all'" };

/** The largest by how many there are; they are made text of when they are summed. */
function largestLines(dialect: Dialect, column: KeyColumn, sums: SpanSums, where: string, count: string): Lines {
  const key = `s.${dialect.key(column)}`;
  return {
    before: `WITH largest AS (
  SELECT ${key} AS large FROM ${sums.table} AS s WHERE ${where} GROUP BY ${key} ORDER BY ${count} DESC, ${dialect.text(column, key)} LIMIT ${MOST_LINES}
)
`,
    join: `\n  LEFT JOIN largest ON largest.large = ${key}`,
    groups: {
      is_other: "CASE WHEN largest.large IS NULL THEN 1 ELSE 0 END",
      known: `coalesce(largest.large, ${dialect.unknown})`,
    },
    label: `CASE WHEN is_other = 1 THEN '${OTHERS}' ELSE ${named(dialect.text(column, "known"))} END`,
  };
}

function quantilesSql(
  { column, percent }: Extract<Measure["calculation"], { readonly kind: "quantile" }>,
  sums: SpanSums,
  groups: Readonly<Record<string, string>>,
  join: string,
  where: string,
): string {
  const { value, low, high } = quantileSql(percent, sums);
  return `SELECT ${Object.keys(groups).join(", ")}, max(n) AS size, ${value} AS value, ${low} AS low, ${high} AS high
  FROM (${rankedSql(sums, column, groups, join, where)}) AS ranked`;
}

/** By tool it is about calls of tools instead of model calls. */
function rowsSql({ rows }: Measure, { by }: Values, sums: SpanSums): string {
  const own = rows(sums);
  if (by !== "tool") return own;
  return own === MODEL_CALL ? `s.${TOOL_CALL}` : `s.${TOOL_CALL} AND ${own}`;
}

const KINDS: readonly (readonly [line: string, tokens: string])[] = [
  ["input", "coalesce(s.input_tokens, 0) - coalesce(s.cache_read_tokens, 0) - coalesce(s.cache_write_tokens, 0)"],
  ["cache read", "coalesce(s.cache_read_tokens, 0)"],
  ["cache write", "coalesce(s.cache_write_tokens, 0)"],
  ["output", "coalesce(s.output_tokens, 0) - coalesce(s.reasoning_tokens, 0)"],
  ["reasoning", "coalesce(s.reasoning_tokens, 0)"],
];

/** Each row is read once for each kind of token. */
function tokenKindsSql(sums: SpanSums, where: string, bucket: string): string {
  const each = (write: (kind: (typeof KINDS)[number]) => string): string =>
    `CASE part ${KINDS.map((kind, index) => `WHEN ${index} THEN ${write(kind)}`).join(" ")} END`;
  return `SELECT at_us, ${each(([line]) => `'${line}'`)} AS line, size, value
FROM (
  SELECT ${bucket} AS at_us, part, ${sums.count} AS size, sum(${each(([, tokens]) => tokens)}) AS value
  FROM ${sums.table} AS s
  CROSS JOIN (${KINDS.map((_, index) => `SELECT ${index} AS part`).join(" UNION ALL ")}) AS parts
  WHERE ${where}
  GROUP BY at_us, part
) AS summed
${ORDER}`;
}

/** From here on rows are read: the buckets before the window say what is usual. */
function beginSql(dialect: Dialect, values: Values): string {
  return `(${dialect.parameter("fromUs", "integer")} - ${Number(values.beforeUs)})`;
}

function named(column: string): string {
  return `CASE WHEN ${column} = '' THEN '${UNKNOWN}' ELSE ${column} END`;
}

type Summed = Exclude<Measure["calculation"], { readonly kind: "success" | "quantile" }>;

function valueSql(dialect: Dialect, calculation: Summed, sums: SpanSums, count: string): string {
  const size = `${count} AS size`;
  switch (calculation.kind) {
    case "sum":
      return `${size}, ${calculation.sql(sums)} AS value`;
    case "sessions":
      return `${size}, count(DISTINCT s.${dialect.key("session_id")}) AS value`;
    case "rate":
      return `${size}, ${sums.errors} AS hits`;
    case "ratio":
      return `${size}, ${ratioSql(calculation.part, calculation.whole)} AS value`;
    case "mean":
      return `${sums.priced} AS size, coalesce(sum(s.cost_usd), 0) AS sum, ${sums.costSquares} AS squares`;
  }
}
