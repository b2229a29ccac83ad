import { LATE_OUTCOME } from "../model/facts.ts";
import { inWindow } from "./common-parameters.ts";
import type { Dialect } from "./dialect.ts";
import { COUNTED } from "./model-calls.ts";
import type { Values } from "./question.ts";

/** Outcomes that are no success, and after which the work has to be done again. */
const FAILED_OUTCOMES = "('failed', 'regressed', 'aborted', 'interrupted', 'error', 'failure', 'timeout')";

const LATEST = "9000000000000000 - s.start_us - s.duration_us";

/**
 * The common table `units`: the pieces of work that have an outcome. That is a task, by its id within its session; a session that has no task is one itself.
 * Columns: `unit_session` and `unit_task` (keys), `unit_type`, `unit_outcome` (what became of it later before what was said at its end, unless that was told
 * before it began, of an earlier run of the same task; a task that ended with an error has failed unless somebody said otherwise, while most sessions never
 * say an outcome; '' where nobody said), `unit_failed` (0 or 1; by its outcome, else by the status of its span), `unit_start_us`, `unit_user`, `unit_tenant`,
 * `unit_service`.
 */
export function workUnits(
  dialect: Dialect,
  values: Values,
  from: string = dialect.parameter("fromUs", "integer"),
): string {
  const window = inWindow(dialect, values, "start_us", from);
  const outcome = (condition: string): string =>
    dialect.first("part_outcome", "part_latest", `${condition} AND part_outcome <> ''`);
  const [session, task] = [`s.${dialect.key("session_id")}`, `s.${dialect.key("task_id")}`];
  const keys = (["task_type", "user_id", "tenant", "service"] as const).map((name) => `s.${dialect.key(name)}`);
  const [type, user, tenant, service] = keys;
  const userName = dialect.text("user_id", "part_user");
  return `parts AS (
  SELECT ${session} AS part_session, ${task} AS part_task, CASE WHEN ${dialect.isKind("s", "task")} THEN 1 ELSE 0 END AS is_part_task, s.outcome AS part_outcome,
    ${type} AS part_type, ${user} AS part_user, ${tenant} AS part_tenant, ${service} AS part_service,
    min(${LATEST}) AS part_latest, min(s.start_us) AS part_start_us,
    max(CASE WHEN ${dialect.hasError("s")} AND (NOT ${dialect.isKind("s", "agent")} OR s.parent_span_id = '') THEN 1 ELSE 0 END) AS part_broke
  FROM agent_spans AS s
  WHERE ${window} AND ${dialect.isKind("s", "task", "session", "workflow", "agent")}
  GROUP BY ${session}, ${task}, is_part_task, s.outcome, ${keys.join(", ")}
), runs AS (
  SELECT part_session AS run_session, part_task AS run_task, max(${dialect.text("task_type", "part_type")}) AS run_type, max(is_part_task) AS is_task,
    ${outcome("is_part_task = 1")} AS task_outcome, ${outcome("is_part_task = 0")} AS session_outcome,
    max(CASE WHEN is_part_task = 1 THEN part_broke ELSE 0 END) AS task_broke, max(CASE WHEN is_part_task = 0 THEN part_broke ELSE 0 END) AS session_broke,
    min(part_start_us) AS run_start_us, ${dialect.first(userName, "part_start_us", `${userName} <> ''`)} AS run_user, max(${dialect.text("tenant", "part_tenant")}) AS run_tenant,
    max(${dialect.text("service", "part_service")}) AS run_service
  FROM parts
  GROUP BY part_session, part_task
), kept AS (
  SELECT *
  FROM (SELECT *, max(is_task) OVER (PARTITION BY run_session) AS has_tasks FROM runs) AS marked
  WHERE is_task = 1 OR has_tasks = 0
), later AS (
  SELECT e.task_id AS later_task, ${dialect.first("e.outcome", "9000000000000000 - e.time_us", "e.outcome <> ''")} AS later_outcome, max(e.time_us) AS later_time
  FROM agent_events AS e
  WHERE e.time_us >= ${from} AND e.name = '${LATE_OUTCOME}' AND e.task_id <> '' AND e.outcome <> ''
  GROUP BY e.task_id
), units ${dialect.once} (
  SELECT run_session AS unit_session, run_task AS unit_task, run_type AS unit_type, final_outcome AS unit_outcome, run_start_us AS unit_start_us,
    run_user AS unit_user, run_tenant AS unit_tenant, run_service AS unit_service,
    CASE WHEN final_outcome IN ${FAILED_OUTCOMES} OR (final_outcome = '' AND broke = 1) THEN 1 ELSE 0 END AS unit_failed
  FROM (
  SELECT run_session, run_task, run_type, run_start_us, run_user, run_tenant, run_service,
    CASE WHEN coalesce(later.later_outcome, '') <> '' AND later.later_time >= run_start_us THEN later.later_outcome WHEN is_task = 0 THEN session_outcome
      WHEN task_outcome = '' AND task_broke = 1 THEN 'failed' ELSE task_outcome END AS final_outcome,
    CASE WHEN is_task = 1 THEN task_broke ELSE session_broke END AS broke
  FROM kept
  LEFT JOIN later ON later.later_task = ${dialect.text("task_id", "kept.run_task")}
  ) AS judged
)`;
}

/** After `workUnits`, the common table `paid`: the units with `unit_calls`, `unit_tokens` and `unit_cost_usd` of their model calls. */
export function paidUnits(dialect: Dialect, values: Values): string {
  const [session, task] = [`s.${dialect.key("session_id")}`, `s.${dialect.key("task_id")}`];
  return `paid AS (
  SELECT units.*, coalesce(used.used_calls, 0) AS unit_calls, coalesce(used.used_tokens, 0) AS unit_tokens, coalesce(used.used_cost, 0) AS unit_cost_usd
  FROM units
  LEFT JOIN (
    SELECT ${session} AS used_session, ${task} AS used_task, count(*) AS used_calls,
      coalesce(sum(s.input_tokens), 0) + coalesce(sum(s.output_tokens), 0) AS used_tokens, coalesce(sum(s.cost_usd), 0) AS used_cost
    FROM agent_spans AS s
    WHERE ${inWindow(dialect, values)} AND ${COUNTED}
    GROUP BY ${session}, ${task}
  ) AS used ON used.used_session = units.unit_session AND used.used_task = units.unit_task
)`;
}
