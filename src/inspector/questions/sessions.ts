import { LATE_OUTCOME } from "../model/facts.ts";
import { inWindow, LIMIT, limitOf, WINDOW } from "./common-parameters.ts";
import { COUNTED, FAILURE, MODEL_CALL, TOOL_CALL, usageSums } from "./model-calls.ts";
import type { Question } from "./question.ts";
import { decisionPaths } from "./session-order.ts";

const CALL = `(${MODEL_CALL})`;

/** First by a rank, then by a time: what the session says of itself goes before what is said of its parts. */
const after = (rank: string, time: string): string => `(${rank}) * 10000000000000000 + ${time}`;

const LATEST = 9_000_000_000_000_000;

const OWN_OUTCOME = "CASE s.kind WHEN 'session' THEN 0 WHEN 'task' THEN 1 WHEN 'other' THEN 3 ELSE 2 END";

/** Sort orders; the newest session decides between equal ones. */
const ORDER = {
  start: "min(s.start_us)",
  cost: `coalesce(sum(CASE WHEN ${COUNTED} THEN s.cost_usd END), 0)`,
  tokens: `coalesce(sum(CASE WHEN ${COUNTED} THEN s.input_tokens END), 0) + coalesce(sum(CASE WHEN ${COUNTED} THEN s.output_tokens END), 0)`,
  errors: `sum(CASE WHEN ${FAILURE} THEN 1 ELSE 0 END)`,
  duration: "max(s.start_us + s.duration_us) - min(s.start_us)",
} as const;

/** The inspector's own list comes from a table that the store keeps: asked so, of millions of spans, this reads them all. */
export const sessions: Question = {
  name: "sessions",
  title: "Sessions",
  help: "Each session with its totals and the path of its decisions: what ran in the window, newest first.",
  parameters: [
    ...WINDOW,
    { name: "sort", help: "What comes first.", type: "text", default: "start", choices: Object.keys(ORDER) },
    LIMIT,
  ],
  sql: (dialect, values) => {
    const session = `s.${dialect.key("session_id")}`;
    const id = dialect.text("session_id", session);
    const paths = `${inWindow(dialect, values, "time_us")} AND session_id IN (SELECT chosen_id FROM chosen)`;
    return `WITH chosen AS (
  SELECT ${session} AS chosen_session, ${id} AS chosen_id, ${ORDER[values.sort as keyof typeof ORDER]} AS chosen_by, min(s.start_us) AS chosen_start
  FROM agent_spans AS s
  WHERE ${inWindow(dialect, values)}
  GROUP BY ${session}
  ORDER BY chosen_by DESC, chosen_start DESC, chosen_id
  ${limitOf(dialect)}
), ${decisionPaths(dialect, paths)}, totals AS (
  SELECT ${session} AS total_session,
  ${dialect.first("s.service", "s.start_us", "s.service <> ''")} AS of_service,
  ${dialect.first("s.agent", after("CASE WHEN s.kind = 'agent' THEN 0 ELSE 1 END", "s.start_us"), "s.agent <> ''")} AS of_agent,
  ${dialect.first("s.user_id", "s.start_us", "s.user_id <> ''")} AS of_user,
  ${dialect.first("s.task_type", after("CASE WHEN s.kind = 'task' THEN 0 ELSE 1 END", "s.start_us"), "s.task_type <> ''")} AS of_task_type,
  ${dialect.first("s.outcome", after(OWN_OUTCOME, `${LATEST} - s.start_us - s.duration_us`), "s.outcome <> ''")} AS of_outcome,
  min(CASE WHEN s.outcome <> '' THEN ${after(OWN_OUTCOME, `${LATEST} - s.start_us - s.duration_us`)} END) AS of_outcome_order,
  min(s.start_us) AS start_at_us,
  max(s.start_us + s.duration_us) - min(s.start_us) AS duration_us,
  count(*) AS spans,
  sum(CASE WHEN ${CALL} THEN 1 ELSE 0 END) AS calls,
  sum(CASE WHEN s.${TOOL_CALL} THEN 1 ELSE 0 END) AS tool_calls,
  sum(CASE WHEN ${FAILURE} THEN 1 ELSE 0 END) AS errors,
  count(DISTINCT CASE WHEN ${CALL} AND s.model <> '' THEN s.model END) AS models,
  ${usageSums()}
  FROM agent_spans AS s
  WHERE ${session} IN (SELECT chosen_session FROM chosen) AND ${inWindow(dialect, values)}
  GROUP BY ${session}
), tasks AS (
  SELECT DISTINCT ${session} AS task_session, s.trace_id AS task_trace, s.span_id AS task_span, s.task_id AS task_of
  FROM agent_spans AS s
  WHERE ${session} IN (SELECT chosen_session FROM chosen) AND ${inWindow(dialect, values)} AND ${dialect.isKind("s", "task")} AND s.task_id <> ''
), later AS (
  SELECT task_session AS later_session, ${dialect.first("e.outcome", `${LATEST} - e.time_us`, "e.outcome <> ''")} AS later_outcome,
    min(${after("1", `${LATEST} - e.time_us`)}) AS later_order
  FROM agent_events AS e
  JOIN tasks ON task_trace = e.trace_id AND task_span = e.span_id AND task_of = e.task_id
  WHERE e.time_us >= ${dialect.parameter("fromUs", "integer")} AND e.name = '${LATE_OUTCOME}' AND e.outcome <> ''
  GROUP BY task_session
)
SELECT chosen_id AS session_id, start_at_us, duration_us, of_service AS service, of_agent AS agent, of_user AS user_id,
  of_task_type AS task_type,
  CASE WHEN of_outcome_order IS NULL OR later_order < of_outcome_order THEN coalesce(later_outcome, '') ELSE of_outcome END AS outcome,
  calls, tool_calls, errors, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens,
  cost_usd, unpriced_calls, models, spans, coalesce(paths.path, '') AS decision_path
FROM chosen
JOIN totals ON totals.total_session = chosen.chosen_session
LEFT JOIN paths ON paths.path_session = chosen.chosen_id
LEFT JOIN later ON later.later_session = chosen.chosen_session
ORDER BY chosen_by DESC, chosen_start DESC, chosen_id`;
  },
};
