import { TOOL_KINDS } from "../model/facts.ts";
import type { Dialect } from "./dialect.ts";
import { COUNTED } from "./model-calls.ts";

/**
 * The common table `after`: model calls with the tool that was called last before them in their session, so that what a tool's answers cost in model calls can be
 * told. `of_tool` is its key, unknown before the first tool; `of_failed` whether that call of it failed (0, 1); `columns` are those of the model calls.
 * One sort of narrow rows: a session has them in the order in which they began.
 */
export function callsAfterTool(dialect: Dialect, window: string, columns: readonly string[]): string {
  const { sets } = dialect;
  const isTool = dialect.isKind("s", ...TOOL_KINDS);
  const tool = `s.${dialect.key("tool")}`;
  const call = `CASE WHEN ${dialect.hasError("s")} THEN ${sets.value(1, tool)} ELSE ${sets.value(0, tool)} END`;
  return `after AS (
  SELECT ${sets.keyOf("last_tool")} AS of_tool, ${sets.kindOf("last_tool")} AS of_failed, ${columns.join(", ")}
  FROM (
    SELECT ${dialect.last("s", call, isTool)} AS last_tool, s.${COUNTED} AS is_call, ${columns.map((name) => `s.${name} AS ${name}`).join(", ")}
    FROM agent_spans AS s
    WHERE ${window} AND (${isTool} OR s.${COUNTED})
  ) AS steps
  WHERE is_call
)`;
}

/** The common table `paths`: the decisions of each session (`path_session`) in their order, joined by ` > ` (`path`). */
export function decisionPaths(dialect: Dialect, window: string): string {
  return `paths AS (
  SELECT session_id AS path_session, ${dialect.joined("decision_choice", "time_us", " > ")} AS path
  FROM agent_events
  WHERE ${window} AND decision_type <> ''
  GROUP BY session_id
)`;
}
