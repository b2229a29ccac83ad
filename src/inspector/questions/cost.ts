import { inWindow, LIMIT, limitOf, WINDOW } from "./common-parameters.ts";
import type { Dialect } from "./dialect.ts";
import { COUNTED } from "./model-calls.ts";
import type { Question, Values } from "./question.ts";
import { decisionPaths, type StretchColumns, stretches } from "./session-order.ts";
import { countedSums, type SpanSums } from "./span-sums.ts";

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

/** Of those what sums by hour are kept for. */
export const HOURLY_COLUMNS: ReadonlySet<string> = new Set([
  "model",
  "agent",
  "purpose",
  "task",
  "service",
  "provider",
  "agent-kind",
]);

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
  hourly: ({ by }) => (HOURLY_COLUMNS.has(String(by)) ? "sums" : undefined),
  sql: (dialect, values, sums) => `${rows(dialect, values, sums)}
ORDER BY cost_usd DESC NULLS LAST, calls DESC, 1
${limitOf(dialect)}`,
};

const columnsOf = (sums: SpanSums): readonly string[] => [
  `${sums.count} AS calls`,
  `${sums.errors} AS errors`,
  ...countedSums(sums),
];

const counted = (column: string): string => `CASE WHEN s.${COUNTED} THEN s.${column} END`;
const either = (condition: string): string => `CASE WHEN s.${COUNTED} AND ${condition} THEN 1 ELSE 0 END`;

/** The same of the model calls after a tool. */
const AFTER_TOOL: StretchColumns = {
  calls: [either("1 = 1"), "sum"],
  errors: [either("s.status = 'error'"), "sum"],
  input_tokens: [counted("input_tokens"), "sum"],
  output_tokens: [counted("output_tokens"), "sum"],
  cache_read_tokens: [counted("cache_read_tokens"), "sum"],
  cache_write_tokens: [counted("cache_write_tokens"), "sum"],
  reasoning_tokens: [counted("reasoning_tokens"), "sum"],
  cost_usd: [counted("cost_usd"), "sum"],
  unpriced_calls: [either("s.cost_usd IS NULL"), "sum"],
};

function rows(dialect: Dialect, values: Values, sums: SpanSums): string {
  const window = inWindow(dialect, values);
  if (values.by === "tool") {
    const names = Object.keys(AFTER_TOOL);
    return `WITH ${stretches(dialect, window, AFTER_TOOL)}
SELECT ${dialect.text("tool", "of_tool")} AS tool,
  ${names.map((name) => `sum(of_${name}) AS ${name}`).join(",\n  ")}
FROM stretches
GROUP BY of_tool
HAVING sum(of_calls) > 0`;
  }
  if (values.by === "decision") {
    return `WITH ${decisionPaths(dialect, inWindow(dialect, values, "time_us"))}
SELECT coalesce(paths.path, '') AS decision,
  ${columnsOf(sums).join(",\n  ")}
FROM (SELECT * FROM agent_spans WHERE ${window} AND ${COUNTED}) AS s
LEFT JOIN paths ON paths.path_session = s.session_id
GROUP BY coalesce(paths.path, '')`;
  }
  const by = values.by as keyof typeof COST_COLUMNS;
  const key = `s.${dialect.key(COST_COLUMNS[by])}`;
  return `SELECT ${dialect.text(COST_COLUMNS[by], key)} AS "${by}",
  ${columnsOf(sums).join(",\n  ")}
FROM ${sums.table} AS s
WHERE ${inWindow(dialect, values, sums.time)} AND ${COUNTED}
GROUP BY ${key}`;
}
