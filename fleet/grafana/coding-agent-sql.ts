import { quoted } from "../../src/inspector/questions/views/attribute-sql.ts";

/**
 * What coding agents tell of in events, read from the exporter's table: the views have no rows of agents that send no spans. Names as `docs/inspector-agents.md`
 * found them; the input includes what caches gave and took, and the output includes reasoning, as everywhere here.
 */
interface AgentEvents {
  readonly agent: string;
  /** Which rows are its, as SQL. */
  readonly rows: string;
  /** Which of them end a model call. */
  readonly call: string;
  readonly input: string;
  readonly output: string;
  readonly cacheRead: string;
  /** US dollars, where the agent states them. */
  readonly cost: string;
  /** Which of them end a call of a tool, and which say what was decided on one. */
  readonly tool: string;
  readonly decision: string;
  readonly toolName: string;
  readonly model: string;
}

const text = (name: string): string => `LogAttributes[${quoted(name)}]`;
const number = (name: string): string => `toFloat64OrZero(${text(name)})`;
const EVENT = "if(LogAttributes['event.name'] != '', LogAttributes['event.name'], EventName)";
const is = (name: string): string => `${EVENT} = ${quoted(name)}`;

const AGENTS: readonly AgentEvents[] = [
  {
    agent: "claude-code",
    rows: "ServiceName = 'claude-code'",
    call: is("api_request"),
    input: `${number("input_tokens")} + ${number("cache_read_tokens")} + ${number("cache_creation_tokens")}`,
    output: number("output_tokens"),
    cacheRead: number("cache_read_tokens"),
    cost: `toFloat64OrNull(${text("cost_usd")})`,
    tool: is("tool_result"),
    decision: is("tool_decision"),
    toolName: text("tool_name"),
    model: text("model"),
  },
  {
    agent: "codex",
    rows: "startsWith(ServiceName, 'codex')",
    call: `${is("codex.sse_event")} AND ${text("event.kind")} = 'response.completed' AND ${text("input_token_count")} != ''`,
    input: number("input_token_count"),
    output: number("output_token_count"),
    cacheRead: number("cached_token_count"),
    cost: "NULL",
    tool: is("codex.tool_result"),
    decision: is("codex.tool_decision"),
    toolName: text("tool_name"),
    model: text("model"),
  },
  {
    agent: "gemini-cli",
    rows: "startsWith(LogAttributes['event.name'], 'gemini_cli.')",
    call: is("gemini_cli.api_response"),
    input: number("input_token_count"),
    output: `${number("output_token_count")} + ${number("thoughts_token_count")}`,
    cacheRead: number("cached_content_token_count"),
    cost: "NULL",
    tool: is("gemini_cli.tool_call"),
    decision: `${is("gemini_cli.tool_call")} AND ${text("decision")} != ''`,
    toolName: text("function_name"),
    model: text("model"),
  },
  {
    agent: "copilot",
    rows: "ServiceName IN ('copilot-chat', 'github-copilot')",
    call: is("gen_ai.client.inference.operation.details"),
    input: number("gen_ai.usage.input_tokens"),
    output: number("gen_ai.usage.output_tokens"),
    cacheRead: number("gen_ai.usage.cache_read.input_tokens"),
    cost: "NULL",
    tool: is("copilot_chat.tool.call"),
    decision: "0",
    toolName: text("gen_ai.tool.name"),
    model: `if(${text("gen_ai.response.model")} != '', ${text("gen_ai.response.model")}, ${text("gen_ai.request.model")})`,
  },
];

const IN_TIME = `Timestamp >= fromUnixTimestamp64Milli(\${__from}) AND Timestamp < fromUnixTimestamp64Milli(\${__to})`;

/** Model calls, tokens and cost by agent and model. */
export const AGENT_CALLS: string = together(
  AGENTS.map(
    (
      one,
    ) => `SELECT ${quoted(one.agent)} AS agent, ${one.model} AS model, count() AS calls, uniqExact(${session()}) AS sessions,
  sum(${one.input}) AS input_tokens, sum(${one.output}) AS output_tokens, sum(${one.cacheRead}) AS cache_read_tokens, sum(${one.cost}) AS cost_usd
FROM otel_logs
WHERE ${IN_TIME} AND ${one.rows} AND ${one.call}
GROUP BY model`,
  ),
  "calls DESC, agent, model",
);

/** Calls of tools by agent: how many failed, and how long they took. */
export const AGENT_TOOLS: string = together(
  AGENTS.map(
    (one) => `SELECT ${quoted(one.agent)} AS agent, ${one.toolName} AS tool, count() AS calls,
  countIf(${text("success")} = 'false') / count() AS error_rate, 1000 * quantileExact(0.95)(${number("duration_ms")}) AS p95_us
FROM otel_logs
WHERE ${IN_TIME} AND ${one.rows} AND ${one.tool}
GROUP BY tool`,
  ),
  "calls DESC, agent, tool",
);

/** What was decided on calls of tools. */
export const AGENT_DECISIONS: string = together(
  AGENTS.filter(({ decision }) => decision !== "0").map(
    (
      one,
    ) => `SELECT ${quoted(one.agent)} AS agent, ${one.toolName} AS tool, ${text("decision")} AS decision, lower(${text("source")}) AS source, count() AS decisions
FROM otel_logs
WHERE ${IN_TIME} AND ${one.rows} AND ${one.decision}
GROUP BY tool, decision, source`,
  ),
  "decisions DESC, agent, tool, decision",
);

/** An order behind the last of several statements would be that of the last only. */
function together(statements: readonly string[], order: string): string {
  return `SELECT *\nFROM (\n${statements.join("\nUNION ALL\n")}\n)\nORDER BY ${order}`;
}

function session(): string {
  return `concat(${["session.id", "conversation.id", "gen_ai.conversation.id"].map(text).join(", ")})`;
}
