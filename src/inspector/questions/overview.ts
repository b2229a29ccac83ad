import { inWindow, WINDOW } from "./common-parameters.ts";
import type { KeyColumn } from "./dialect.ts";
import { COUNTED, FAILURE, MODEL_CALL, TOOL_CALL, usageSums } from "./model-calls.ts";
import { ratioSql } from "./proportions.ts";
import type { Question } from "./question.ts";

const CALL = `(${MODEL_CALL})`;

/** One row: everything in the window summed. */
export const overview: Question = {
  name: "overview",
  title: "Overview",
  help: "Everything in one row: sessions, users, model calls, tools, failures, tokens, cost.",
  parameters: WINDOW,
  sql: (dialect, values) => {
    const known = (column: KeyColumn, condition: string): string =>
      `CASE WHEN ${condition} AND s.${dialect.key(column)} <> ${dialect.unknown} THEN s.${dialect.key(column)} END`;
    return `SELECT count(DISTINCT s.${dialect.key("session_id")}) AS sessions,
  count(DISTINCT ${known("user_id", "1 = 1")}) AS users,
  count(DISTINCT ${known("model", CALL)}) AS models,
  coalesce(sum(CASE WHEN ${CALL} THEN 1 ELSE 0 END), 0) AS calls,
  coalesce(sum(CASE WHEN s.${TOOL_CALL} THEN 1 ELSE 0 END), 0) AS tool_calls,
  coalesce(sum(CASE WHEN ${FAILURE} THEN 1 ELSE 0 END), 0) AS errors,
  ${ratioSql(`sum(CASE WHEN ${CALL} AND s.status = 'error' THEN 1 ELSE 0 END)`, `sum(CASE WHEN ${CALL} THEN 1 ELSE 0 END)`)} AS call_error_rate,
  ${ratioSql(`sum(CASE WHEN s.${TOOL_CALL} AND s.status = 'error' THEN 1 ELSE 0 END)`, `sum(CASE WHEN s.${TOOL_CALL} THEN 1 ELSE 0 END)`)} AS tool_error_rate,
  ${usageSums()},
  ${ratioSql(`sum(CASE WHEN ${COUNTED} THEN s.cache_read_tokens END)`, `sum(CASE WHEN ${COUNTED} THEN s.input_tokens END)`)} AS cache_read_rate,
  min(s.start_us) AS first_at_us,
  max(s.start_us) AS last_at_us
FROM agent_spans AS s
WHERE ${inWindow(dialect, values)}
HAVING count(*) > 0`;
  },
};
