import { inWindow, LIMIT, limitOf, WINDOW } from "./common-parameters.ts";
import { FAILURE, TOOL_CALL } from "./model-calls.ts";
import type { Question } from "./question.ts";

/** Failures by what failed and how, each with the newest example. */
export const errors: Question = {
  name: "errors",
  title: "Errors",
  help:
    "What failed and how: kind of work, its model or tool, type of the error, how often, in how many sessions, and " +
    "the newest example.",
  parameters: [...WINDOW, LIMIT],
  sql: (dialect, values) => {
    const what = `CASE WHEN s.${TOOL_CALL} THEN s.tool WHEN s.model <> '' THEN s.model ELSE s.name END`;
    const newest = (text: string): string => dialect.first(text, "9000000000000000 - s.start_us", "1 = 1");
    return `SELECT s.kind AS kind, ${what} AS what, s.error_type AS error_type,
  count(*) AS errors,
  count(DISTINCT s.session_id) AS sessions,
  max(s.start_us) AS last_at_us,
  ${newest("s.session_id")} AS session_id,
  ${newest("(s.trace_id || '/' || s.span_id)")} AS span
FROM agent_spans AS s
WHERE ${inWindow(dialect, values)} AND ${FAILURE}
GROUP BY s.kind, ${what}, s.error_type
ORDER BY errors DESC, last_at_us DESC, kind, what, error_type
${limitOf(dialect)}`;
  },
};
