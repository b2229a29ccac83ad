import { inWindow, LIMIT, limitOf, WINDOW } from "./common-parameters.ts";
import { MODEL_CALL } from "./model-calls.ts";
import { ratioSql, wilsonSql } from "./proportions.ts";
import type { Question } from "./question.ts";
import { workUnits } from "./work-units.ts";

/** What work is told apart by. A piece of work may have several values of one, such as two tools. */
const FEATURES = [
  ["agent", "s.agent", "1 = 1"],
  ["model", "s.model", MODEL_CALL],
  ["purpose", "s.purpose", MODEL_CALL],
  ["service", "s.service", "1 = 1"],
  ["task", "s.task_type", "1 = 1"],
  ["tenant", "s.tenant", "1 = 1"],
  ["tool", "s.tool", "s.kind = 'tool'"],
  ["user", "s.user_id", "1 = 1"],
] as const;

/** What all pieces of work have: the row that others are compared with. */
const ALL = "all";

const NAMES = `CASE feature ${FEATURES.map(([name], index) => `WHEN ${index} THEN '${name}'`).join(" ")} ELSE '${ALL}' END`;
const VALUES = `CASE feature ${FEATURES.map(([, column, condition], index) => `WHEN ${index} THEN CASE WHEN ${condition} THEN ${column} ELSE '' END`).join(" ")} ELSE '${ALL}' END`;
const NUMBERS = [...FEATURES, ALL].map((_, index) => `SELECT ${index} AS feature`).join(" UNION ALL ");

/** Which inputs fail: alone, and two together. */
export const cohorts: Question = {
  name: "cohorts",
  title: "Which inputs fail",
  help: "Failure rate of tasks (sessions, where an agent has no tasks) that share one or two of model, task type, tool, agent, purpose, user, tenant, service: with its 95 % interval, and the lift over all. Ordered by the interval's lower end, so that few cases do not come first.",
  parameters: [
    ...WINDOW,
    { name: "least", help: "Tasks that a row needs.", type: "integer", range: [2, 1_000_000], default: 10 },
    LIMIT,
  ],
  sql: (dialect, values) => {
    const { low, high } = wilsonSql("failures", "tasks");
    const least = dialect.parameter("least", "integer");
    const rate = ratioSql("failures", "tasks");
    return `WITH ${workUnits(dialect, values)}, described AS (
  SELECT f.f_session AS d_session, f.f_task AS d_task, f.f_name AS d_name, f.f_value AS d_value, u.unit_failed AS d_failed
  FROM (
    SELECT DISTINCT s.session_id AS f_session, s.task_id AS f_task, ${NAMES} AS f_name, ${VALUES} AS f_value
    FROM agent_spans AS s
    CROSS JOIN (${NUMBERS}) AS numbers
    WHERE ${inWindow(dialect, values)}
  ) AS f
  JOIN units AS u ON u.unit_session = f.f_session AND u.unit_task = f.f_task
  WHERE f.f_value <> ''
), cohorts AS (
  SELECT CASE WHEN a.d_name = b.d_name THEN a.d_name || ' = ' || a.d_value ELSE a.d_name || ' = ' || a.d_value || ', ' || b.d_name || ' = ' || b.d_value END AS cohort,
    count(*) AS tasks, sum(a.d_failed) AS failures, max(CASE WHEN a.d_name = '${ALL}' THEN 1 ELSE 0 END) AS is_all
  FROM described AS a
  JOIN described AS b ON b.d_session = a.d_session AND b.d_task = a.d_task
  WHERE (a.d_name < b.d_name AND '${ALL}' NOT IN (a.d_name, b.d_name)) OR (a.d_name = b.d_name AND a.d_value = b.d_value)
  GROUP BY 1
), compared AS (
  SELECT *, ${ratioSql("sum(failures * is_all) OVER ()", "sum(tasks * is_all) OVER ()")} AS overall_rate
  FROM cohorts
)
SELECT cohort, tasks, failures, ${rate} AS failure_rate, ${low} AS failure_low_rate, ${high} AS failure_high_rate,
  overall_rate, ${ratioSql(rate, "overall_rate")} AS lift
FROM compared
WHERE tasks >= ${least} AND failures > 0 AND is_all = 0
ORDER BY failure_low_rate DESC, tasks DESC, cohort
${limitOf(dialect)}`;
  },
};
