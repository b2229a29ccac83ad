import { inWindow } from "./common-parameters.ts";
import type { Dialect } from "./dialect.ts";
import { COUNTED } from "./model-calls.ts";
import type { Values } from "./question.ts";

/** Outcomes that are no success, and after which the work has to be done again. */
const FAILED_OUTCOMES = "('failed', 'regressed', 'aborted', 'interrupted', 'error', 'failure', 'timeout')";

const LATEST = "9000000000000000 - s.start_us - s.duration_us";
const IS_RUN = "s.kind IN ('session', 'workflow', 'agent')";

/**
 * The common table `units`: the pieces of work that have an outcome. That is a task, by its id within its session; a session that has no task is one itself.
 * Columns: `unit_session` and `unit_task` (keys), `unit_type`, `unit_outcome` (what became of it later before what was said at its end; '' where nobody said),
 * `unit_failed` (0 or 1; by its outcome, else by the status of its span), `unit_start_us`, `unit_user`, `unit_tenant`,
 * `unit_service`.
 */
export function workUnits(
  dialect: Dialect,
  values: Values,
  from: string = dialect.parameter("fromUs", "integer"),
): string {
  const window = inWindow(dialect, values, "start_us", from);
  const outcome = (condition: string): string => dialect.first("s.outcome", LATEST, `${condition} AND s.outcome <> ''`);
  const broke = (condition: string): string => `max(CASE WHEN ${condition} AND s.status = 'error' THEN 1 ELSE 0 END)`;
  const [session, task] = [`s.${dialect.key("session_id")}`, `s.${dialect.key("task_id")}`];
  return `runs AS (
  SELECT ${session} AS run_session, ${task} AS run_task, max(s.task_type) AS run_type,
    max(CASE WHEN s.kind = 'task' THEN 1 ELSE 0 END) AS is_task,
    ${outcome("s.kind = 'task'")} AS task_outcome, ${outcome(IS_RUN)} AS session_outcome,
    ${broke("s.kind = 'task'")} AS task_broke, ${broke(`${IS_RUN} AND (s.kind <> 'agent' OR s.parent_span_id = '')`)} AS session_broke,
    min(s.start_us) AS run_start_us, max(s.user_id) AS run_user, max(s.tenant) AS run_tenant, max(s.service) AS run_service
  FROM agent_spans AS s
  WHERE ${window} AND s.kind IN ('task', 'session', 'workflow', 'agent')
  GROUP BY ${session}, ${task}
), kept AS (
  SELECT *
  FROM (SELECT *, max(is_task) OVER (PARTITION BY run_session) AS has_tasks FROM runs) AS marked
  WHERE is_task = 1 OR has_tasks = 0
), later AS (
  SELECT e.task_id AS later_task, ${dialect.first("e.outcome", "9000000000000000 - e.time_us", "e.outcome <> ''")} AS later_outcome
  FROM agent_events AS e
  WHERE e.time_us >= ${from} AND e.name = 'agentscribe.task.late_outcome' AND e.task_id <> ''
  GROUP BY e.task_id
), units AS (
  SELECT run_session AS unit_session, run_task AS unit_task, run_type AS unit_type, final_outcome AS unit_outcome, run_start_us AS unit_start_us,
    run_user AS unit_user, run_tenant AS unit_tenant, run_service AS unit_service,
    CASE WHEN final_outcome IN ${FAILED_OUTCOMES} OR (final_outcome = '' AND broke = 1) THEN 1 ELSE 0 END AS unit_failed
  FROM (
  SELECT run_session, run_task, run_type, run_start_us, run_user, run_tenant, run_service,
    CASE WHEN coalesce(later.later_outcome, '') <> '' THEN later.later_outcome WHEN is_task = 1 THEN task_outcome ELSE session_outcome END AS final_outcome,
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
