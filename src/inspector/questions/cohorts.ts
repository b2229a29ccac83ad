import { inWindow, LIMIT, limitOf, WINDOW } from "./common-parameters.ts";
import { ratioSql, wilsonSql } from "./proportions.ts";
import type { Question } from "./question.ts";
import { workUnits } from "./work-units.ts";

type Feature = readonly [name: string, value: string];

/** What work can have several of, such as two tools: as its calls of models and tools say. */
const OF_CALLS: readonly Feature[] = [
  ["agent", "call_agent"],
  ["model", "call_model"],
  ["purpose", "call_purpose"],
  ["tool", "call_tool"],
];

/** What all pieces of work have: the row that others are compared with. */
const ALL = "all";

const OF_UNITS: readonly Feature[] = [
  ["service", "unit_service"],
  ["task", "unit_type"],
  ["tenant", "unit_tenant"],
  ["user", "unit_user"],
  [ALL, `'${ALL}'`],
];

/** The columns `d_name` and `d_value`: each row is read once for each feature. */
function featureColumns(features: readonly Feature[]): string {
  const each = (write: (feature: Feature) => string): string =>
    `CASE number ${features.map((feature, index) => `WHEN ${index} THEN ${write(feature)}`).join(" ")} END`;
  return `${each(([name]) => `'${name}'`)} AS d_name, ${each(([, value]) => value)} AS d_value`;
}

function numbers(features: readonly Feature[]): string {
  return `(${features.map((_, index) => `SELECT ${index} AS number`).join(" UNION ALL ")}) AS numbers`;
}

/** Which inputs fail: alone, and two together. */
export const cohorts: Question = {
  name: "cohorts",
  title: "Which inputs fail",
  help:
    "Failure rate of tasks (sessions, where an agent has no tasks) that share one or two of model, task type, tool," +
    " agent, purpose, user, tenant, service: with its 95 % interval, and the lift over all. Ordered by the " +
    "interval's lower end, so that few cases do not come first.",
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
  SELECT *
  FROM (
    SELECT DISTINCT unit_session AS d_session, unit_task AS d_task, unit_failed AS d_failed, ${featureColumns(OF_CALLS)}
    FROM (
      SELECT DISTINCT s.session_id AS call_session, s.task_id AS call_task, s.agent AS call_agent, s.purpose AS call_purpose,
        CASE WHEN s.kind = 'tool' THEN '' ELSE s.model END AS call_model, CASE WHEN s.kind = 'tool' THEN s.tool ELSE '' END AS call_tool
      FROM agent_spans AS s
      WHERE ${inWindow(dialect, values)} AND s.kind IN ('inference', 'tool')
    ) AS calls
    JOIN units ON unit_session = call_session AND unit_task = call_task
    CROSS JOIN ${numbers(OF_CALLS)}
    UNION ALL
    SELECT unit_session, unit_task, unit_failed, ${featureColumns(OF_UNITS)}
    FROM units
    CROSS JOIN ${numbers(OF_UNITS)}
  ) AS features
  WHERE d_value <> ''
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
