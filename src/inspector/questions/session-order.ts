import type { Dialect } from "./dialect.ts";
import { COUNTED } from "./model-calls.ts";

/**
 * The common table `followed`: tools and model calls, with the tool that was called last before each, or at it, in the same session (`followed_tool`, '' for
 * none) and whether that call failed (`followed_failure`). So what a tool's answers cost in model calls can be told.
 */
export function followedTool(window: string): string {
  return `numbered AS (
  SELECT session_id, span_id, start_us, duration_us, kind, tool, status, error_type, counted,
    input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, cost_usd,
    sum(CASE WHEN kind = 'tool' THEN 1 ELSE 0 END) OVER (
      PARTITION BY session_id ORDER BY start_us, span_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS stretch
  FROM agent_spans
  WHERE ${window} AND (kind = 'tool' OR (${COUNTED}))
), followed AS (
  SELECT *,
    coalesce(max(CASE WHEN kind = 'tool' THEN tool END) OVER (PARTITION BY session_id, stretch), '') AS followed_tool,
    coalesce(max(CASE WHEN kind = 'tool' AND status = 'error' THEN 1 END) OVER (PARTITION BY session_id, stretch), 0) AS followed_failure
  FROM numbered
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
