import { LIMIT, limitOf } from "./common-parameters.ts";
import type { Question } from "./question.ts";

/** Spans and events of one session in the order in which they began. */
export const timeline: Question = {
  name: "timeline",
  title: "A session's timeline",
  help: "What happened in a session, in order: spans, and the events between them.",
  parameters: [
    { name: "session", help: "The session's id.", type: "text" },
    { ...LIMIT, default: 1_000 },
  ],
  sql: (dialect) => {
    const session = dialect.parameter("session", "text");
    return `SELECT *
FROM (
  SELECT s.start_us AS start_at_us, s.duration_us AS duration_us, s.kind AS kind, s.name AS name, s.agent AS agent, s.model AS model, s.tool AS tool,
    s.status AS status, s.error_type AS error_type, s.input_tokens AS input_tokens, s.output_tokens AS output_tokens, s.cost_usd AS cost_usd,
    '' AS detail, s.trace_id AS trace_id, s.span_id AS span_id
  FROM agent_spans AS s
  WHERE s.session_id = ${session}
  UNION ALL
  SELECT e.time_us, NULL, 'event', e.name, e.agent, e.model, e.tool, '', e.error_type, NULL, NULL, NULL,
    CASE WHEN e.decision_type <> '' THEN e.decision_type || ': ' || e.decision_choice ELSE e.outcome END, e.trace_id, e.span_id
  FROM agent_events AS e
  WHERE e.session_id = ${session}
) AS happened
ORDER BY start_at_us, trace_id, span_id, kind, name, detail
${limitOf(dialect)}`;
  },
};
