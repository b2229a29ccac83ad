import { inWindow, LIMIT, limitOf, WINDOW } from "./common-parameters.ts";
import { quantileSql } from "./quantiles.ts";
import type { Question } from "./question.ts";

const P50 = quantileSql(50);
const P95 = quantileSql(95);

/** From assignment to the opened pull request, where events say it: `value` of the event is that time in milliseconds. */
export const timeToPr: Question = {
  name: "time-to-pr",
  title: "Time to pull request",
  help:
    "By task type: from a task's assignment to its opened pull request, median and p95 with 95 % bands, as the " +
    "events of opened requests say it.",
  parameters: [...WINDOW, LIMIT],
  sql: (dialect, values) => `SELECT of_type AS task_type, max(n) AS requests,
  ${P50.value} AS p50_us, ${P50.low} AS p50_low_us, ${P50.high} AS p50_high_us, ${P95.value} AS p95_us, ${P95.low} AS p95_low_us, ${P95.high} AS p95_high_us
FROM (
  SELECT task_type AS of_type, 1000.0 * value AS x, row_number() OVER (PARTITION BY task_type ORDER BY value) AS r,
    count(*) OVER (PARTITION BY task_type) AS n
  FROM agent_events
  WHERE ${inWindow(dialect, values, "time_us")} AND name = 'agentscribe.pull_request' AND value IS NOT NULL
) AS ranked
GROUP BY of_type
ORDER BY requests DESC, of_type
${limitOf(dialect)}`,
};
