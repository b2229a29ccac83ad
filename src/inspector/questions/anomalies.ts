import { judgeMean } from "../../internal/statistics/mean-rule.ts";
import { judgeRate } from "../../internal/statistics/rate-rule.ts";
import type { Verdict } from "../../internal/statistics/verdict.ts";
import type { Answer } from "../store/store.ts";
import { bucketSql } from "./buckets.ts";
import { DAY_US, HOUR_US, inWindow, LIMIT, WINDOW } from "./common-parameters.ts";
import { COST_COLUMNS, HOURLY_COLUMNS } from "./cost.ts";
import { MODEL_CALL } from "./model-calls.ts";
import type { Question, Values } from "./question.ts";

/** Hours before an hour that say what is usual. */
const BASELINE_US = DAY_US;

type Cell = string | number | null;

/** Hours that leave the usual. The statement counts by hour; the rules are those of `internal/statistics`. */
export const anomalies: Question = {
  name: "anomalies",
  title: "Anomalies",
  help:
    "Hours in which model calls failed more often, or cost more each, than in the 24 hours before: an error rate " +
    "3.5 robust deviations above their median (from 30 calls on), a cost per call over 1.2 times theirs by more " +
    "than two standard errors. Where no hour had enough calls to be judged, a row says so.",
  parameters: [
    {
      name: "by",
      help: "What is judged apart.",
      type: "text",
      default: "model",
      choices: Object.keys(COST_COLUMNS),
    },
    ...WINDOW,
    LIMIT,
  ],
  hourly: ({ by }) => (HOURLY_COLUMNS.has(String(by)) ? "sums" : undefined),
  sql: (dialect, values, sums) => {
    const column = COST_COLUMNS[values.by as keyof typeof COST_COLUMNS];
    const key = `s.${dialect.key(column)}`;
    const begin = `(${dialect.parameter("fromUs", "integer")} - ${BASELINE_US})`;
    return `SELECT ${bucketSql("s.start_us", HOUR_US)} AS hour_at_us, ${dialect.text(column, key)} AS "${values.by}", ${sums.count} AS calls,
  ${sums.errors} AS errors,
  ${sums.priced} AS priced_calls,
  coalesce(sum(s.cost_usd), 0) AS cost_usd,
  ${sums.costSquares} AS cost_squares
FROM ${sums.table} AS s
WHERE ${inWindow(dialect, values, sums.time, begin)} AND ${MODEL_CALL}
GROUP BY 1, ${key}
ORDER BY 1, 2`;
  },
  read: (answer, values) => {
    const judged = [...seriesOf(answer)].flatMap(([name, hours]) => judgeSeries(name, hours, values));
    const rank = (row: readonly Cell[]): number => (row[0] === null ? 0 : Number(row[0]));
    return {
      columns: ["hour_at_us", String(values.by), "measure", "calls", "value", "baseline", "score", "verdict"],
      rows: judged.sort((a, b) => rank(b) - rank(a)).slice(0, Number(values.limit)),
    };
  },
};

interface Hour {
  readonly at: number;
  readonly total: number;
  readonly hits: number;
  readonly count: number;
  readonly sum: number;
  readonly squares: number;
}

function seriesOf({ rows }: Answer): ReadonlyMap<string, readonly Hour[]> {
  const series = new Map<string, Hour[]>();
  for (const row of rows) {
    const [at = 0, , total = 0, hits = 0, count = 0, sum = 0, squares = 0] = row.map(Number);
    const name = String(row[1]);
    const hours = series.get(name) ?? [];
    hours.push({ at, total, hits, count, sum, squares });
    series.set(name, hours);
  }
  return series;
}

const MEASURES = [
  {
    name: "error rate",
    judge: (now: Hour, before: readonly Hour[]): Verdict => judgeRate(now, before),
    value: ({ hits, total }: Hour): number => hits / total,
  },
  {
    name: "cost per call",
    judge: (now: Hour, before: readonly Hour[]): Verdict => judgeMean(now, before),
    value: ({ sum, count }: Hour): number => sum / count,
  },
] as const;

function judgeSeries(name: string, hours: readonly Hour[], { fromUs }: Values): readonly (readonly Cell[])[] {
  return MEASURES.flatMap(({ name: measure, judge, value }) => {
    const found: (readonly Cell[])[] = [];
    let isJudged = false;
    hours.forEach((now, index) => {
      if (now.at < Number(fromUs)) return;
      const before = hours.slice(0, index).filter(({ at }) => at >= now.at - BASELINE_US);
      const { verdict, baseline = null, score = null } = judge(now, before);
      isJudged ||= verdict !== "not enough data";
      if (verdict === "above") found.push([now.at, name, measure, now.total, value(now), baseline, score, verdict]);
    });
    const calls = hours.reduce((sum, { at, total }) => sum + (at < Number(fromUs) ? 0 : total), 0);
    return isJudged || calls === 0 ? found : [[null, name, measure, calls, null, null, null, "not enough data"]];
  });
}
