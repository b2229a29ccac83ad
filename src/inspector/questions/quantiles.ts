import { LEAST_FOR_BAND } from "../../internal/statistics/intervals.ts";

/**
 * Quantiles and their 95 % bands as SQL over rows with the columns `x` (the value), `r` (its rank among its group, from 1) and `n` (the group's size). The
 * quantile is the value at rank `np`, rounded up; the band lies between the values at the ranks `np ± 1.96 sqrt(np(1-p))`, which assumes nothing about how
 * values are distributed: `quantileRanks` in SQL. `NULL` where there are fewer than 20 values, or where a rank is none of the group: p95 has an upper
 * end from 73 values on.
 */
export function quantileSql(percent: number): { readonly value: string; readonly low: string; readonly high: string } {
  const mean = `n * ${percent} / 100.0`;
  const spread = `1.96 * sqrt(n * ${percent * (100 - percent)} / 10000.0)`;
  const at = (rank: string, least: number): string => `max(CASE WHEN n >= ${least} AND r = ${rank} THEN x END)`;
  return {
    value: at(`ceil(${mean})`, 1),
    low: at(`floor(${mean} - ${spread})`, LEAST_FOR_BAND),
    high: at(`ceil(${mean} + ${spread})`, LEAST_FOR_BAND),
  };
}

/** The columns `x`, `r` and `n` of rows that are grouped by `groups`. */
export function rankedColumns(value: string, groups: readonly string[]): string {
  const by = groups.join(", ");
  return `${value} AS x, row_number() OVER (PARTITION BY ${by} ORDER BY ${value}) AS r, count(*) OVER (PARTITION BY ${by}) AS n`;
}
