import { inWindow, LIMIT, limitOf, WINDOW } from "./common-parameters.ts";
import { COUNTED } from "./model-calls.ts";
import { ratioSql, wilsonSql } from "./proportions.ts";
import type { Question } from "./question.ts";
import { type StretchColumns, stretches } from "./session-order.ts";

const FAILED = "s.kind = 'tool' AND s.status = 'error'";
const either = (condition: string): string => `CASE WHEN ${condition} THEN 1 ELSE 0 END`;

const COLUMNS: StretchColumns = {
  calls: [either("s.kind = 'tool'"), "sum"],
  errors: [either(FAILED), "max"],
  duration_us: ["CASE WHEN s.kind = 'tool' THEN s.duration_us ELSE 0 END", "sum"],
  cost_usd: [`CASE WHEN s.${COUNTED} THEN s.cost_usd END`, "sum"],
};

/** Which tool fails, how, and what the model calls after it cost. */
export const tools: Question = {
  name: "tools",
  title: "Tool failures",
  help:
    "Each tool: calls, failures with the 95 % interval of their rate, types of its errors, its time; model cost after: of the " +
    "model calls that followed it, until the next tool; model cost after errors: of those that followed a failure of it.",
  parameters: [...WINDOW, LIMIT],
  sql: (dialect, values) => {
    const { low, high } = wilsonSql("sum(of_errors)", "sum(of_calls)");
    const window = inWindow(dialect, values);
    return `WITH ${stretches(dialect, window, COLUMNS)}, by_tool AS (
  SELECT ${dialect.text("tool", "of_tool")} AS tool_name,
  sum(of_calls) AS calls,
  sum(of_errors) AS errors,
  ${ratioSql("sum(of_errors)", "sum(of_calls)")} AS error_rate,
  ${low} AS error_low_rate,
  ${high} AS error_high_rate,
  count(DISTINCT of_session) AS sessions,
  ${ratioSql("sum(of_duration_us)", "sum(of_calls)")} AS mean_duration_us,
  coalesce(sum(of_cost_usd), 0) AS model_cost_after_usd,
  coalesce(sum(CASE WHEN of_errors = 1 THEN of_cost_usd END), 0) AS model_cost_after_errors_usd
  FROM stretches
  WHERE of_tool <> ${dialect.unknown}
  GROUP BY of_tool
), kinds AS (
  SELECT s.tool AS kind_tool, s.error_type AS kind_type, count(*) AS kind_count
  FROM agent_spans AS s
  WHERE ${window} AND ${FAILED} AND s.error_type <> ''
  GROUP BY s.tool, s.error_type
), types AS (
  SELECT kind_tool, ${dialect.joined("kind_type", "-kind_count", ", ")} AS all_types
  FROM kinds
  GROUP BY kind_tool
)
SELECT tool_name AS tool, calls, errors, error_rate, error_low_rate, error_high_rate, coalesce(types.all_types, '') AS error_types, sessions,
  mean_duration_us, model_cost_after_usd, model_cost_after_errors_usd
FROM by_tool
LEFT JOIN types ON types.kind_tool = by_tool.tool_name
ORDER BY errors DESC, calls DESC, tool
${limitOf(dialect)}`;
  },
};
