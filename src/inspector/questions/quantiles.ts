import { LEAST_FOR_BAND } from "../../internal/statistics/intervals.ts";
import type { SpanSums } from "./span-sums.ts";

type End = "value" | "low" | "high";

/** Each row is a value: `r` is its rank. */
const OF_ROWS = { has: (rank: string): string => `r = ${rank}`, at: (): string => "x" };

/**
 * Each row is a bucket of a histogram, whose number is `x`, with `c` values that end at the rank `r`: the value is the middle of its bucket, and a band reaches to the ends of
 * its buckets. So both are right within half a bucket, 4.5 %. Bounds are those of `store/hours/histogram.ts`.
 */
const OF_BUCKETS = {
  has: (rank: string): string => `${rank} > r - c AND ${rank} <= r`,
  at: (end: End): string =>
    `CASE WHEN x < 0 THEN 0 ELSE pow(2, (x + ${{ low: "0.0", value: "0.5", high: "1.0" }[end]}) / 8) END`,
};

/**
 * Quantiles and their 95 % bands as SQL over the rows of `rankedSql`. The quantile is the value at rank `np`, rounded up; the band lies between the values at the ranks
 * `np ± 1.96 sqrt(np(1-p))`, which assumes nothing about how values are distributed: `quantileRanks` in SQL. `NULL` where there are fewer than 20 values, or
 * where a rank is none of the group: p95 has an upper end from 73 values on.
 */
export function quantileSql(percent: number, sums?: SpanSums): Readonly<Record<End, string>> {
  const { has, at } = sums?.table === "agent_hours" ? OF_BUCKETS : OF_ROWS;
  const mean = `n * ${percent} / 100.0`;
  const spread = `1.96 * sqrt(n * ${percent * (100 - percent)} / 10000.0)`;
  const end = (name: End, rank: string, least: number): string =>
    `max(CASE WHEN n >= ${least} AND ${has(rank)} THEN ${at(name)} END)`;
  return {
    value: end("value", `ceil(${mean})`, 1),
    low: end("low", `floor(${mean} - ${spread})`, LEAST_FOR_BAND),
    high: end("high", `ceil(${mean} + ${spread})`, LEAST_FOR_BAND),
  };
}

/** The columns `x` (the value), `r` (its rank among its group, from 1) and `n` (the group's size) of rows that are grouped by `groups`. */
export function rankedColumns(value: string, groups: readonly string[]): string {
  const by = groups.join(", ");
  return `${value} AS x, row_number() OVER (PARTITION BY ${by} ORDER BY ${value}) AS r, count(*) OVER (PARTITION BY ${by}) AS n`;
}

/**
 * A statement whose rows `quantileSql` is asked of: the values of a column of `s`, each with its rank in its group.
 *
 * @param groups Names of what tells groups apart, with what they are of `s`
 * @param rest What follows the name of the table: joins
 */
export function rankedSql(
  sums: SpanSums,
  column: "duration_us" | "first_chunk_us",
  groups: Readonly<Record<string, string>>,
  rest: string,
  where: string,
): string {
  const names = Object.keys(groups);
  const columns = Object.entries(groups).map(([name, expression]) => `${expression} AS ${name}`);
  if (sums.table === "agent_spans")
    return `SELECT ${names.join(", ")}, ${rankedColumns("x", names)}
  FROM (SELECT ${columns.join(", ")}, s.${column} AS x FROM agent_spans AS s${rest} WHERE ${where} AND s.${column} IS NOT NULL) AS measured`;
  const by = names.join(", ");
  return `SELECT ${by}, x, c, sum(c) OVER (PARTITION BY ${by} ORDER BY x ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS r,
    sum(c) OVER (PARTITION BY ${by}) AS n
  FROM (
    SELECT ${columns.join(", ")}, s.bucket AS x, sum(s.spans) AS c FROM agent_durations AS s${rest}
    WHERE ${where} AND s.measure = '${column}'
    GROUP BY ${by}, x
  ) AS measured`;
}
