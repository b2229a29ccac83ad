import { inWindow, LIMIT, limitOf, WINDOW } from "./common-parameters.ts";
import type { Question } from "./question.ts";

/** Agents that repeat themselves. */
export const loops: Question = {
  name: "loops",
  title: "Loops",
  help:
    "One tool called again and again in a session with no other tool between, and loops that agents told of by " +
    "events. Arguments are content and are not compared here: calls may differ in them.",
  parameters: [
    ...WINDOW,
    { name: "least", help: "Calls in a row that make a row.", type: "integer", range: [2, 10_000], default: 3 },
    LIMIT,
  ],
  sql: (dialect, values) => `WITH calls AS (
  SELECT session_id, tool, agent, status, start_us, duration_us, trace_id, span_id,
    row_number() OVER (PARTITION BY session_id, agent ORDER BY start_us, span_id)
      - row_number() OVER (PARTITION BY session_id, agent, tool ORDER BY start_us, span_id) AS stretch
  FROM agent_spans
  WHERE ${inWindow(dialect, values)} AND kind = 'tool'
), found AS (
  SELECT session_id AS of_session, agent AS of_agent, tool AS of_tool, 'calls' AS told_by, count(*) AS repetitions,
    sum(CASE WHEN status = 'error' THEN 1 ELSE 0 END) AS errors, min(start_us) AS began, max(start_us + duration_us) - min(start_us) AS lasted
  FROM calls
  GROUP BY session_id, agent, tool, stretch
  HAVING count(*) >= ${dialect.parameter("least", "integer")}
  UNION ALL
  SELECT session_id, agent, tool, 'event', NULL, NULL, time_us, NULL
  FROM agent_events
  WHERE ${inWindow(dialect, values, "time_us")} AND name = 'agentscribe.loop.detected'
)
SELECT of_session AS session_id, of_agent AS agent, of_tool AS tool, told_by, repetitions, errors, began AS start_at_us, lasted AS duration_us
FROM found
ORDER BY coalesce(repetitions, 0) DESC, start_at_us, session_id, agent, tool, told_by
${limitOf(dialect)}`,
};
