import { LIMIT, limitOf, WINDOW } from "./common-parameters.ts";
import { ratioSql, wilsonSql } from "./proportions.ts";
import type { Question } from "./question.ts";
import { paidUnits, workUnits } from "./work-units.ts";

const count = (condition: string): string => `sum(CASE WHEN ${condition} THEN 1 ELSE 0 END)`;

const KNOWN = count("u.unit_outcome <> ''");
const SUCCESS = count("u.unit_outcome = 'success'");

/** How often work succeeds, and what a success costs, by task type. */
export const success: Question = {
  name: "success",
  title: "Success rate and cost per success",
  help:
    "By task type: tasks (sessions, where an agent has no tasks), how many of those with a known outcome succeeded," +
    " with the 95 % interval, and what one success cost, failures included. A task that ended with an error has failed" +
    " where nobody says otherwise.",
  parameters: [...WINDOW, LIMIT],
  sql: (dialect, values) => {
    const { low, high } = wilsonSql(SUCCESS, KNOWN);
    return `WITH ${workUnits(dialect, values)}, ${paidUnits(dialect, values)}
SELECT u.unit_type AS task_type,
  count(*) AS tasks,
  ${KNOWN} AS judged,
  ${SUCCESS} AS successes,
  sum(u.unit_failed) AS failures,
  ${ratioSql(SUCCESS, KNOWN)} AS success_rate,
  ${low} AS success_low_rate,
  ${high} AS success_high_rate,
  sum(u.unit_cost_usd) AS cost_usd,
  ${ratioSql("sum(u.unit_cost_usd)", "count(*)")} AS cost_per_task_usd,
  ${ratioSql("sum(u.unit_cost_usd)", SUCCESS)} AS cost_per_success_usd,
  ${ratioSql("sum(u.unit_tokens)", SUCCESS)} AS per_success_tokens
FROM paid AS u
GROUP BY u.unit_type
ORDER BY tasks DESC, task_type
${limitOf(dialect)}`;
  },
};

/** How work turns out, by task type. */
export const outcomes: Question = {
  name: "outcomes",
  title: "Outcomes and their cost",
  help:
    "By task type and outcome: how many, their share, what they cost. What became of a task later counts before " +
    "what was said at the end of the runs that had begun by then; a task that ended with an error has failed where nobody says otherwise.",
  parameters: [...WINDOW, LIMIT],
  sql: (dialect, values) => `WITH ${workUnits(dialect, values)}, ${paidUnits(dialect, values)}, counted AS (
  SELECT u.unit_type AS of_type, u.unit_outcome AS of_outcome, count(*) AS of_tasks, sum(u.unit_calls) AS of_calls,
    sum(u.unit_tokens) AS of_tokens, sum(u.unit_cost_usd) AS of_cost
  FROM paid AS u
  GROUP BY u.unit_type, u.unit_outcome
)
SELECT c.of_type AS task_type, c.of_outcome AS outcome, c.of_tasks AS tasks,
  ${ratioSql("c.of_tasks", "sum(c.of_tasks) OVER (PARTITION BY c.of_type)")} AS share_rate,
  c.of_calls AS calls, c.of_tokens AS used_tokens, c.of_cost AS cost_usd, ${ratioSql("c.of_cost", "c.of_tasks")} AS cost_per_task_usd
FROM counted AS c
ORDER BY task_type, tasks DESC, outcome
${limitOf(dialect)}`,
};
