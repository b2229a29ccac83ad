import { inWindow, LIMIT, limitOf, WINDOW } from "./common-parameters.ts";
import type { Dialect } from "./dialect.ts";
import { COUNTED, usageSums } from "./model-calls.ts";
import type { Question, Values } from "./question.ts";
import { decisionPaths, followedTool } from "./session-order.ts";

/** What cost can be told apart by, and the column that says it. */
export const COST_COLUMNS = {
  model: "model",
  agent: "agent",
  purpose: "purpose",
  user: "user_id",
  task: "task_type",
  service: "service",
  provider: "provider",
  tenant: "tenant",
  "agent-kind": "agent_kind",
} as const;

const COST_BY: readonly string[] = [...Object.keys(COST_COLUMNS), "tool", "decision"];

/** What tells an answer's rows apart is a column of that name. */
export const cost: Question = {
  name: "cost",
  title: "Cost and tokens",
  help:
    "What model calls cost, and their tokens, by model, agent, tool, purpose, user, task type, decision path. By " +
    "tool: of the calls that follow a call of the tool, until the next tool. By decision: of the sessions whose " +
    "decisions, in their order, are the path.",
  parameters: [
    {
      name: "by",
      help: "What tells the rows apart.",
      type: "text",
      default: "model",
      choices: COST_BY,
    },
    ...WINDOW,
    LIMIT,
  ],
  sql: (dialect, values) => `${rows(dialect, values)}
ORDER BY cost_usd DESC NULLS LAST, calls DESC, 1
${limitOf(dialect)}`,
};

const COLUMNS = `count(*) AS calls,
  count(DISTINCT s.session_id) AS sessions,
  sum(CASE WHEN status = 'error' THEN 1 ELSE 0 END) AS errors,
  ${usageSums()}`;

function rows(dialect: Dialect, values: Values): string {
  const window = inWindow(dialect, values);
  if (values.by === "tool") {
    return `WITH ${followedTool(`${window}`)}
SELECT followed_tool AS tool,
  ${COLUMNS}
FROM followed AS s
WHERE ${COUNTED}
GROUP BY followed_tool`;
  }
  if (values.by === "decision") {
    return `WITH ${decisionPaths(dialect, inWindow(dialect, values, "time_us"))}
SELECT coalesce(paths.path, '') AS decision,
  ${COLUMNS}
FROM (SELECT * FROM agent_spans WHERE ${window} AND ${COUNTED}) AS s
LEFT JOIN paths ON paths.path_session = s.session_id
GROUP BY coalesce(paths.path, '')`;
  }
  const by = values.by as keyof typeof COST_COLUMNS;
  return `SELECT s.${COST_COLUMNS[by]} AS "${by}",
  ${COLUMNS}
FROM agent_spans AS s
WHERE ${window} AND ${COUNTED}
GROUP BY s.${COST_COLUMNS[by]}`;
}
