import { TOOL_KINDS } from "../model/facts.ts";
import { inWindow, LIMIT, limitOf, WINDOW } from "./common-parameters.ts";
import type { Dialect } from "./dialect.ts";
import { ratioSql, wilsonSql } from "./proportions.ts";
import type { Question, Values } from "./question.ts";
import { workUnits } from "./work-units.ts";

/** What pieces of work can share, in the order of the names; a number of it is its place. */
const SHARED = ["agent", "model", "purpose", "service", "task", "tenant", "tool", "user"] as const;
type Shared = (typeof SHARED)[number];

const numberOf = (shared: Shared): number => SHARED.indexOf(shared);

/**
 * The columns of `described`: what a piece of work has of one kind, such as all of its tools, or of kinds that have few values. Pieces that are described equally
 * are counted together, so that two features are put beside each other once for many pieces.
 */
const COLUMNS = ["d_work", "d_models", "d_tenant", "d_tools", "d_user"] as const;
const PAIRS = COLUMNS.flatMap((one, at) => COLUMNS.slice(at).map((other) => [one, other] as const));

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
    const { unknown, sets } = dialect;
    const label = (feature: string): string =>
      `CASE ${sets.kindOf(feature)} ${SHARED.map((name, at) => `WHEN ${at} THEN '${name}'`).join(" ")} END || ' = ' || ${dialect.text("tool", sets.keyOf(feature))}`;
    const isFirst = `${sets.kindOf("x")} <= ${sets.kindOf("y")}`;
    return `WITH ${workUnits(dialect, values)}, ${describedUnits(dialect, values)}, alike AS (
  SELECT * FROM ${sets.pairs("described", PAIRS, "count(*) AS alike_tasks, sum(d_failed) AS alike_failures")} AS counted
), together AS (
  SELECT CASE WHEN ${isFirst} THEN x ELSE y END AS a_feature, CASE WHEN ${isFirst} THEN y ELSE x END AS b_feature,
    sum(alike_tasks) AS tasks, sum(alike_failures) AS failures
  FROM ${sets.each("alike", { x: "one", y: "other" })} AS features
  WHERE ${sets.keyOf("x")} <> ${unknown} AND ${sets.keyOf("y")} <> ${unknown} AND (one <> other OR x = y OR ${sets.kindOf("x")} < ${sets.kindOf("y")})
  GROUP BY a_feature, b_feature
  HAVING sum(alike_tasks) >= ${dialect.parameter("least", "integer")} AND sum(alike_failures) > 0
), cohorts AS (
  SELECT CASE WHEN a_feature = b_feature THEN ${label("a_feature")} ELSE ${label("a_feature")} || ', ' || ${label("b_feature")} END AS cohort, tasks, failures
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

/** The common table `described`: `d_failed` of each piece of work, and lists of its features; what it can have several of, its calls of models and tools say. */
function describedUnits(dialect: Dialect, values: Values): string {
  const { unknown, sets } = dialect;
  const isTool = dialect.isKind("s", ...TOOL_KINDS);
  const set = (shared: Shared, key: string): string => sets.ofGroup(sets.value(numberOf(shared), key));
  const one = (shared: Shared, text: string) => [sets.value(numberOf(shared), dialect.keyOf(text))] as const;
  return `calls AS (
  SELECT call_session, call_task, ${set("agent", "call_agent")} AS call_agents, ${set("purpose", "call_purpose")} AS call_purposes,
    ${set("model", "call_model")} AS call_models, ${set("tool", "call_tool")} AS call_tools
  FROM (
    SELECT DISTINCT s.${dialect.key("session_id")} AS call_session, s.${dialect.key("task_id")} AS call_task, s.${dialect.key("agent")} AS call_agent,
      s.${dialect.key("purpose")} AS call_purpose, CASE WHEN ${isTool} THEN ${unknown} ELSE s.${dialect.key("model")} END AS call_model,
      CASE WHEN ${isTool} THEN s.${dialect.key("tool")} ELSE ${unknown} END AS call_tool
    FROM agent_spans AS s
    WHERE ${inWindow(dialect, values)} AND ${dialect.isKind("s", "inference", ...TOOL_KINDS)}
  ) AS different
  GROUP BY call_session, call_task
), described ${dialect.once} (
  SELECT unit_failed AS d_failed, ${sets.joined("call_agents", "call_purposes", one("service", "unit_service"), one("task", "unit_type"))} AS d_work,
    call_models AS d_models, call_tools AS d_tools, ${sets.joined(one("tenant", "unit_tenant"))} AS d_tenant, ${sets.joined(one("user", "unit_user"))} AS d_user
  FROM units
  LEFT JOIN calls ON call_session = unit_session AND call_task = unit_task
)`;
}
