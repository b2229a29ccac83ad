import type { Dialect } from "./dialect.ts";
import { COUNTED } from "./model-calls.ts";

/** What is said of each row of a stretch, as SQL over a row of `s`, and how the rows are summed up. */
export type StretchColumns = Readonly<Record<string, readonly [each: string, sum: "sum" | "max"]>>;

/**
 * The common table `stretches`: each call of a tool with the model calls after it, until the next tool of the same session, so that what a tool's answers
 * cost in model calls can be told. `of_session` and `of_tool` are keys, the latter unknown before the first tool; `columns` are what is asked for besides.
 * One sort of narrow rows: a session has them in the order in which they began.
 */
export function stretches(dialect: Dialect, window: string, columns: StretchColumns): string {
  const names = Object.keys(columns);
  const tool = `CASE WHEN s.kind = 'tool' THEN s.${dialect.key("tool")} ELSE ${dialect.unknown} END`;
  return `steps AS (
  SELECT s.${dialect.key("session_id")} AS step_session, ${tool} AS step_tool,
    ${names.map((name) => `${columns[name]?.[0]} AS step_${name},`).join("\n    ")}
    sum(CASE WHEN s.kind = 'tool' THEN 1 ELSE 0 END) OVER (
      PARTITION BY s.${dialect.key("session_id")} ORDER BY s.start_us, s.${dialect.key("span_id")} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS stretch
  FROM agent_spans AS s
  WHERE ${window} AND (s.kind = 'tool' OR s.${COUNTED})
), stretches AS (
  SELECT step_session AS of_session, max(step_tool) AS of_tool,
    ${names.map((name) => `${columns[name]?.[1]}(step_${name}) AS of_${name}`).join(",\n    ")}
  FROM steps
  GROUP BY step_session, stretch
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
