import { inWindow, LIMIT, limitOf, WINDOW } from "./common-parameters.ts";
import type { KeyColumn } from "./dialect.ts";
import { ratioSql, wilsonSql } from "./proportions.ts";
import type { Question } from "./question.ts";
import { workUnits } from "./work-units.ts";

/** What pieces of work can share, in the order of the names; a number of it is its place. */
const SHARED = ["agent", "model", "purpose", "service", "task", "tenant", "tool", "user"] as const;

type Features = readonly (readonly [name: (typeof SHARED)[number], column: string])[];

/** What work can have several of, such as two tools: as its calls of models and tools say. */
const OF_CALLS: Features = [
  ["agent", "call_agent"],
  ["model", "call_model"],
  ["purpose", "call_purpose"],
  ["tool", "call_tool"],
];

/** What it has one of at most. */
const OF_UNITS: Features = [
  ["service", "unit_service"],
  ["task", "unit_type"],
  ["tenant", "unit_tenant"],
  ["user", "unit_user"],
];

const cases = (results: readonly (readonly [number: number, result: string])[], number: string): string =>
  `CASE ${number} ${results.map(([at, result]) => `WHEN ${at} THEN ${result}`).join(" ")} END`;
const nameOf = (number: string): string =>
  cases(
    SHARED.map((name, index) => [index, `'${name}'`]),
    number,
  );

/** Each row is read once for each of the features: their numbers, and the column of a row's number. */
const numbersOf = (features: Features): string =>
  `(${features.map(([name]) => `SELECT ${SHARED.indexOf(name)} AS kind_number`).join(" UNION ALL ")}) AS kinds`;
const each = (features: Features): string =>
  cases(
    features.map(([name, column]) => [SHARED.indexOf(name), column]),
    "kind_number",
  );

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
    const rate = ratioSql("failures", "tasks");
    const [isTool, unknown] = ["s.kind = 'tool'", dialect.unknown];
    const key = (name: KeyColumn): string => `s.${dialect.key(name)}`;
    const label = (number: string, value: string): string =>
      `${nameOf(number)} || ' = ' || ${dialect.text("tool", value)}`;
    return `WITH ${workUnits(dialect, values)}, calls AS (
  SELECT DISTINCT ${key("session_id")} AS call_session, ${key("task_id")} AS call_task, ${key("agent")} AS call_agent, ${key("purpose")} AS call_purpose,
    CASE WHEN ${isTool} THEN ${unknown} ELSE ${key("model")} END AS call_model, CASE WHEN ${isTool} THEN ${key("tool")} ELSE ${unknown} END AS call_tool
  FROM agent_spans AS s
  WHERE ${inWindow(dialect, values)} AND s.kind IN ('inference', 'tool')
), described AS (
  SELECT DISTINCT unit_session AS d_session, unit_task AS d_task, unit_failed AS d_failed, kind_number AS d_kind, ${each(OF_CALLS)} AS d_value
  FROM calls
  JOIN units ON unit_session = call_session AND unit_task = call_task
  CROSS JOIN ${numbersOf(OF_CALLS)}
  WHERE ${each(OF_CALLS)} <> ${unknown}
  UNION ALL
  SELECT d_session, d_task, d_failed, d_kind, ${dialect.keyOf("d_text")}
  FROM (
    SELECT unit_session AS d_session, unit_task AS d_task, unit_failed AS d_failed, kind_number AS d_kind, ${each(OF_UNITS)} AS d_text
    FROM units
    CROSS JOIN ${numbersOf(OF_UNITS)}
  ) AS of_units
  WHERE d_text <> ''
), together AS (
  SELECT a.d_kind AS a_kind, a.d_value AS a_value, b.d_kind AS b_kind, b.d_value AS b_value, count(*) AS tasks, sum(a.d_failed) AS failures
  FROM described AS a
  JOIN described AS b ON b.d_session = a.d_session AND b.d_task = a.d_task
  WHERE a.d_kind < b.d_kind OR (a.d_kind = b.d_kind AND a.d_value = b.d_value)
  GROUP BY a_kind, a_value, b_kind, b_value
  HAVING count(*) >= ${dialect.parameter("least", "integer")} AND sum(a.d_failed) > 0
), cohorts AS (
  SELECT CASE WHEN a_kind = b_kind THEN ${label("a_kind", "a_value")} ELSE ${label("a_kind", "a_value")} || ', ' || ${label("b_kind", "b_value")} END AS cohort, tasks, failures
  FROM together
)
SELECT cohort, tasks, failures, ${rate} AS failure_rate, ${low} AS failure_low_rate, ${high} AS failure_high_rate,
  overall_rate, ${ratioSql(rate, "overall_rate")} AS lift
FROM cohorts
CROSS JOIN (SELECT ${ratioSql("sum(unit_failed)", "count(*)")} AS overall_rate FROM units) AS everything
ORDER BY failure_low_rate DESC, tasks DESC, cohort
${limitOf(dialect)}`;
  },
};
