import { inWindow, LIMIT, limitOf, WINDOW } from "./common-parameters.ts";
import type { Dialect } from "./dialect.ts";
import { COUNTED } from "./model-calls.ts";
import type { Question, Values } from "./question.ts";
import { callsAfterTool, decisionPaths } from "./session-order.ts";
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

/** What is summed of spans. */
const SUMMED = [
  ...["status", "cost_usd", "cost_reason"],
  ...["input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens", "reasoning_tokens"],
];

function rows(dialect: Dialect, values: Values, sums: SpanSums): string {
  const window = inWindow(dialect, values);
  if (values.by === "tool") {
    return `WITH ${callsAfterTool(dialect, window, SUMMED)}
SELECT ${dialect.text("tool", "s.of_tool")} AS tool,
  ${columnsOf(sums).join(",\n  ")}
FROM after AS s
GROUP BY s.of_tool`;
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
