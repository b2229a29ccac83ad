import { TOOL_KINDS } from "../model/facts.ts";
import { inWindow, LIMIT, limitOf, WINDOW } from "./common-parameters.ts";
import { ratioSql, wilsonSql } from "./proportions.ts";
import type { Question } from "./question.ts";
import { callsAfterTool } from "./session-order.ts";

/** Which tool fails, how, and what the model calls after it cost. */
export const tools: Question = {
  name: "tools",
  title: "Tool failures",
  help:
    "Each tool: calls, failures with the 95 % interval of their rate, types of its errors, its time; model cost after: of the " +
    "model calls that followed it, until the next tool; model cost after errors: of those that followed a failure of it.",
  parameters: [...WINDOW, LIMIT],
  sql: (dialect, values) => {
    const { low, high } = wilsonSql("errors", "calls");
    const window = inWindow(dialect, values);
    const [isTool, failed] = [dialect.isKind("s", ...TOOL_KINDS), dialect.hasError("s")];
    const tool = `s.${dialect.key("tool")}`;
    return `WITH ${callsAfterTool(dialect, window, ["cost_usd"])}, spent AS (
  SELECT of_tool AS spent_tool, sum(cost_usd) AS spent_after, sum(CASE WHEN of_failed = 1 THEN cost_usd END) AS spent_after_errors
  FROM after
  WHERE cost_usd IS NOT NULL
  GROUP BY of_tool
), by_tool AS (
  SELECT ${tool} AS called, count(*) AS calls, sum(CASE WHEN ${failed} THEN 1 ELSE 0 END) AS errors, sum(s.duration_us) AS lasted,
    count(DISTINCT s.${dialect.key("session_id")}) AS sessions
  FROM agent_spans AS s
  WHERE ${window} AND ${isTool} AND ${tool} <> ${dialect.unknown}
  GROUP BY ${tool}
), kinds AS (
  SELECT ${tool} AS kind_tool, s.error_type AS kind_type, count(*) AS kind_count
  FROM agent_spans AS s
  WHERE ${window} AND ${isTool} AND ${failed} AND s.error_type <> ''
  GROUP BY ${tool}, s.error_type
), types AS (
  SELECT kind_tool, ${dialect.joined("kind_type", "-kind_count", ", ")} AS all_types
  FROM kinds
  GROUP BY kind_tool
)
SELECT ${dialect.text("tool", "called")} AS tool, calls, errors, ${ratioSql("errors", "calls")} AS error_rate, ${low} AS error_low_rate, ${high} AS error_high_rate,
  coalesce(types.all_types, '') AS error_types, sessions, ${ratioSql("lasted", "calls")} AS mean_duration_us,
  coalesce(spent_after, 0) AS model_cost_after_usd, coalesce(spent_after_errors, 0) AS model_cost_after_errors_usd
FROM by_tool
LEFT JOIN types ON types.kind_tool = by_tool.called
LEFT JOIN spent ON spent.spent_tool = by_tool.called
ORDER BY errors DESC, calls DESC, tool
${limitOf(dialect)}`;
  },
};
