import { inWindow, LIMIT, limitOf, WINDOW } from "./common-parameters.ts";
import { MODEL_CALL, TOOL_CALL } from "./model-calls.ts";
import { quantileSql, rankedSql } from "./quantiles.ts";
import type { Question } from "./question.ts";

/** What is timed, by what tells its rows apart. */
const TIMED = {
  model: { column: "model", rows: MODEL_CALL, value: "duration_us" },
  tool: { column: "tool", rows: TOOL_CALL, value: "duration_us" },
  agent: { column: "agent", rows: "kind = 'agent'", value: "duration_us" },
  task: { column: "task_type", rows: "kind = 'task'", value: "duration_us" },
  service: { column: "service", rows: MODEL_CALL, value: "duration_us" },
  "first-chunk": { column: "model", rows: MODEL_CALL, value: "first_chunk_us" },
} as const;

/** Columns that durations are kept for by hour. */
const HOURLY_DURATIONS: ReadonlySet<string> = new Set(["model", "tool", "service"]);

/** Numbers of both windows that a verdict needs: the band of p95 is two-sided from 73 values on. */
const ENOUGH = 100;
const SLOWER = 1.3;

/** p50 and p95 with bands, beside the window of equal length before it. */
export const latency: Question = {
  name: "latency",
  title: "Latency against the baseline",
  help:
    "p50 and p95 with 95 % bands (order statistics, from 20 values on), and the same of the equally long time " +
    "before. Slower or faster is said where the bands of p95 do not overlap and it changed by 30 % or more, from " +
    "100 calls in each on.",
  parameters: [
    { name: "by", help: "What tells the rows apart.", type: "text", default: "model", choices: Object.keys(TIMED) },
    ...WINDOW,
    LIMIT,
  ],
  hourly: ({ by }) => (HOURLY_DURATIONS.has(TIMED[by as keyof typeof TIMED].column) ? "durations" : undefined),
  sql: (dialect, values, sums) => {
    const { column, rows, value } = TIMED[values.by as keyof typeof TIMED];
    const from = dialect.parameter("fromUs", "integer");
    const before = `(2 * ${from} - ${dialect.parameter("toUs", "integer")})`;
    const [p50, p95] = [quantileSql(50, sums), quantileSql(95, sums)];
    const quantiles = (window: string): string => `SELECT of, max(n) AS calls,
    ${p50.value} AS p50, ${p50.low} AS p50_low, ${p50.high} AS p50_high,
    ${p95.value} AS p95, ${p95.low} AS p95_low, ${p95.high} AS p95_high
  FROM (
  ${rankedSql(sums, value, { of: `s.${dialect.key(column)}` }, "", `${window} AND ${rows}`)}
  ) AS ranked
  GROUP BY of`;
    return `WITH current AS (
  ${quantiles(inWindow(dialect, values, sums.time))}
), baseline AS (
  ${quantiles(inWindow(dialect, values, sums.time, before, from))}
)
SELECT ${dialect.text(column, "c.of")} AS "${values.by === "first-chunk" ? "model" : values.by}", c.calls AS calls, c.p50 AS p50_us, c.p50_low AS p50_low_us, c.p50_high AS p50_high_us,
  c.p95 AS p95_us, c.p95_low AS p95_low_us, c.p95_high AS p95_high_us,
  coalesce(b.calls, 0) AS baseline_calls, b.p50 AS baseline_p50_us, b.p95 AS baseline_p95_us,
  b.p95_low AS baseline_p95_low_us, b.p95_high AS baseline_p95_high_us,
  CASE
    WHEN c.calls < ${ENOUGH} OR coalesce(b.calls, 0) < ${ENOUGH} THEN 'not enough data'
    WHEN c.p95_low > b.p95_high AND c.p95 >= ${SLOWER} * b.p95 THEN 'slower'
    WHEN c.p95_high < b.p95_low AND b.p95 >= ${SLOWER} * c.p95 THEN 'faster'
    ELSE 'same'
  END AS verdict
FROM current AS c
LEFT JOIN baseline AS b ON b.of = c.of
ORDER BY calls DESC, 1
${limitOf(dialect)}`;
  },
};
