import { inWindow, LIMIT, limitOf, WINDOW } from "./common-parameters.ts";
import { COUNTED } from "./model-calls.ts";
import { ratioSql, wilsonSql } from "./proportions.ts";
import type { Question } from "./question.ts";
import { followedTool } from "./session-order.ts";

const TOOL = "s.kind = 'tool'";
const FAILED = `${TOOL} AND s.status = 'error'`;
const CALL = COUNTED;

const count = (condition: string): string => `sum(CASE WHEN ${condition} THEN 1 ELSE 0 END)`;

/** Which tool fails, how, and what the model calls after it cost. */
export const tools: Question = {
  name: "tools",
  title: "Tool failures",
  help:
    "Each tool: calls, failures with the 95 % interval of their rate, types of its errors, its time; model cost after: of the " +
    "model calls that followed it, until the next tool; model cost after errors: of those that followed a failure of it.",
  parameters: [...WINDOW, LIMIT],
  sql: (dialect, values) => {
    const { low, high } = wilsonSql(count(FAILED), count(TOOL));
    return `WITH ${followedTool(inWindow(dialect, values))}, by_tool AS (
  SELECT s.followed_tool AS of_tool,
  ${count(TOOL)} AS calls,
  ${count(FAILED)} AS errors,
  ${ratioSql(count(FAILED), count(TOOL))} AS error_rate,
  ${low} AS error_low_rate,
  ${high} AS error_high_rate,
  count(DISTINCT s.session_id) AS sessions,
  ${ratioSql(`sum(CASE WHEN ${TOOL} THEN s.duration_us ELSE 0 END)`, count(TOOL))} AS mean_duration_us,
  coalesce(sum(CASE WHEN ${CALL} THEN s.cost_usd END), 0) AS model_cost_after_usd,
  coalesce(sum(CASE WHEN ${CALL} AND s.followed_failure = 1 THEN s.cost_usd END), 0) AS model_cost_after_errors_usd
  FROM followed AS s
  WHERE s.followed_tool <> ''
  GROUP BY s.followed_tool
), kinds AS (
  SELECT s.tool AS kind_tool, s.error_type AS kind_type, count(*) AS kind_count
  FROM followed AS s
  WHERE ${FAILED} AND s.error_type <> ''
  GROUP BY s.tool, s.error_type
), types AS (
  SELECT kind_tool, ${dialect.joined("kind_type", "-kind_count", ", ")} AS all_types
  FROM kinds
  GROUP BY kind_tool
)
SELECT of_tool AS tool, calls, errors, error_rate, error_low_rate, error_high_rate, coalesce(types.all_types, '') AS error_types, sessions,
  mean_duration_us, model_cost_after_usd, model_cost_after_errors_usd
FROM by_tool
LEFT JOIN types ON types.kind_tool = by_tool.of_tool
ORDER BY errors DESC, calls DESC, of_tool
${limitOf(dialect)}`;
  },
};
