import { inWindow, LIMIT, limitOf, WINDOW } from "./common-parameters.ts";
import { TOOL_CALL } from "./model-calls.ts";
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
  sql: (dialect, values) => {
    const [session, agent, tool] = [dialect.key("session_id"), dialect.key("agent"), dialect.key("tool")];
    const stretch = (of: string): string =>
      `row_number() OVER (PARTITION BY ${of} ORDER BY start_us, ${dialect.key("span_id")})`;
    return `WITH calls AS (
  SELECT ${session} AS call_session, ${agent} AS call_agent, ${tool} AS call_tool, CASE WHEN status = 'error' THEN 1 ELSE 0 END AS call_error,
    start_us AS call_start, duration_us AS call_duration, ${stretch(`${session}, ${agent}`)} - ${stretch(`${session}, ${agent}, ${tool}`)} AS stretch
  FROM agent_spans
  WHERE ${inWindow(dialect, values)} AND ${TOOL_CALL}
), found AS (
  SELECT ${dialect.text("session_id", "call_session")} AS of_session, ${dialect.text("agent", "call_agent")} AS of_agent, ${dialect.text("tool", "call_tool")} AS of_tool,
    'calls' AS told_by, count(*) AS repetitions, sum(call_error) AS errors, min(call_start) AS began, max(call_start + call_duration) - min(call_start) AS lasted
  FROM calls
  GROUP BY call_session, call_agent, call_tool, stretch
  HAVING count(*) >= ${dialect.parameter("least", "integer")}
  UNION ALL
  SELECT session_id, agent, tool, 'event', NULL, NULL, time_us, NULL
  FROM agent_events
  WHERE ${inWindow(dialect, values, "time_us")} AND name = 'agentscribe.loop.detected'
)
SELECT of_session AS session_id, of_agent AS agent, of_tool AS tool, told_by, repetitions, errors, began AS start_at_us, lasted AS duration_us
FROM found
ORDER BY coalesce(repetitions, 0) DESC, start_at_us, session_id, agent, tool, told_by
${limitOf(dialect)}`;
  },
};
