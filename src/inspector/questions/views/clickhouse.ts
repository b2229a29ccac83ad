import { DUPLICATE } from "../../../semconv/agentscribe-attributes.ts";
import { AGENTSCRIBE_EVENTS } from "../../understand/events/agentscribe.ts";
import type { NumberField, TextField } from "../../understand/field.ts";
import { TABLES } from "../../understand/tables.ts";
import { attributeSql, mapped, quoted } from "./attribute-sql.ts";
import { agentKindSql, providerSql, spanKindSql } from "./words-sql.ts";

export interface ClickHouseTables {
  /** @defaultValue "otel_traces" */
  readonly traces?: string | undefined;
  /** @defaultValue "otel_logs" */
  readonly logs?: string | undefined;
  /** Whether the table of logs has the column `EventName`, which exporters of before 2025 did not make. @defaultValue true */
  readonly hasEventName?: boolean | undefined;
}

/**
 * The statements that make `agent_spans` and `agent_events` over the tables of the Collector's ClickHouse exporter, from the same tables of conventions as the
 * embedded store's rows. They have one column more, `at`: the time as the table has it, by which partitions are left out.
 *
 * What they cannot do: rows that were delivered twice count twice; a span that names no session is of its trace, and not of the session that another span
 * of the trace names; agents that send no spans of their model calls have no rows.
 */
export function clickHouseViews(tables: ClickHouseTables = {}): readonly string[] {
  const { traces = "otel_traces", logs = "otel_logs", hasEventName = true } = tables;
  return [
    `CREATE OR REPLACE VIEW agent_spans AS\n${spansSql(traces)}`,
    `CREATE OR REPLACE VIEW agent_events AS\n${eventsSql(logs, hasEventName)}`,
  ];
}

const SPAN_TEXTS: readonly TextField[] = [
  ...([
    "session",
    "agent",
    "provider",
    "model",
    "requestModel",
    "tool",
    "purpose",
    "user",
    "tenant",
    "taskId",
  ] as const),
  ...(["taskType", "outcome", "endReason", "finishReason", "errorType", "costReason"] as const),
];

const SPAN_NUMBERS: readonly NumberField[] = [
  ...(["inputTokens", "inputTokensWithoutCache", "extraInputTokens", "outputTokens", "extraOutputTokens"] as const),
  ...(["cacheReadTokens", "cacheWriteTokens", "cacheWrite5mTokens", "cacheWrite1hTokens", "reasoningTokens"] as const),
  ...(["costUsd", "costInputUsd", "costOutputUsd", "firstChunkUs", "retries"] as const),
];

const whole = (number: string): string => `CAST(${number} AS Nullable(Int64))`;

/** As `tokensOf` of `understand/tokens.ts`. */
const CACHE = "(coalesce(cacheReadTokens, 0) + coalesce(writtenTokens, 0))";
const INPUT = `multiIf(isNotNull(inputTokensWithoutCache), inputTokensWithoutCache + ${CACHE}, saidInput < ${CACHE}, saidInput + ${CACHE}, saidInput)`;
const OUTPUT = "if(saidOutput < reasoningTokens, saidOutput + reasoningTokens, saidOutput)";
const COST = "coalesce(costUsd, costInputUsd + costOutputUsd, costInputUsd, costOutputUsd)";

function spansSql(table: string): string {
  const { text, number } = attributeSql("SpanAttributes", TABLES);
  return `SELECT TraceId AS trace_id, SpanId AS span_id, ParentSpanId AS parent_span_id, if(session != '', session, TraceId) AS session_id,
  ServiceName AS service, agentKind AS agent_kind, SpanName AS name, spanKind AS kind, 'span' AS source, agent, ${providerSql("provider")} AS provider,
  if(model != '', model, requestModel) AS model, requestModel AS request_model, tool, purpose, user AS user_id, tenant, taskId AS task_id,
  taskType AS task_type, outcome, endReason AS end_reason,
  if(startsWith(finishReason, '["'), JSONExtractString(finishReason, 1), finishReason) AS finish_reason,
  toUnixTimestamp64Micro(Timestamp) AS start_us, toInt64(intDiv(Duration, 1000)) AS duration_us,
  multiIf(StatusCode = 'Error', 'error', StatusCode = 'Ok', 'ok', 'unset') AS status, errorType AS error_type,
  toUInt8(spanKind = 'inference' AND duplicate IN ('', 'false')) AS counted,
  ${whole(INPUT)} AS input_tokens, ${whole(OUTPUT)} AS output_tokens, ${whole("cacheReadTokens")} AS cache_read_tokens,
  ${whole("writtenTokens")} AS cache_write_tokens, ${whole("reasoningTokens")} AS reasoning_tokens, ${COST} AS cost_usd,
  costReason AS cost_reason, ${whole("firstChunkUs")} AS first_chunk_us, ${whole("retries")} AS retries, Timestamp AS at
FROM (
  SELECT TraceId, SpanId, ParentSpanId, ServiceName, SpanName, Timestamp, Duration, StatusCode, SpanAttributes[${quoted(DUPLICATE)}] AS duplicate,
  ${agentKindSql("ServiceName", "ScopeName")} AS agentKind,
  ${spanKindSql(text)} AS spanKind,
  ${SPAN_TEXTS.map((field) => `${text(field)} AS ${field}`).join(",\n  ")},
  ${SPAN_NUMBERS.map((field) => `${number(field)} AS ${field}`).join(",\n  ")},
  coalesce(cacheWriteTokens, cacheWrite5mTokens + cacheWrite1hTokens, cacheWrite5mTokens, cacheWrite1hTokens) AS writtenTokens,
  inputTokens + coalesce(extraInputTokens, 0) AS saidInput,
  outputTokens + coalesce(extraOutputTokens, 0) AS saidOutput
  FROM ${table}
) AS said`;
}

function eventsSql(table: string, hasEventName: boolean): string {
  const { text, number } = attributeSql("LogAttributes", [AGENTSCRIBE_EVENTS.attributes, ...TABLES]);
  const named = "LogAttributes['event.name']";
  const types = new Map(
    [...AGENTSCRIBE_EVENTS.events].flatMap(([name, { decisionType }]) =>
      decisionType === undefined ? [] : [[name, decisionType] as const],
    ),
  );
  return `SELECT TraceId AS trace_id, SpanId AS span_id, multiIf(session != '', session, TraceId != '', TraceId, ServiceName) AS session_id,
  toUnixTimestamp64Micro(Timestamp) AS time_us, eventName AS name, ServiceName AS service, agentKind AS agent_kind, agent, user AS user_id,
  taskId AS task_id, taskType AS task_type, if(model != '', model, requestModel) AS model, tool,
  multiIf(decisionChoice = '', '', decisionType != '', decisionType, ${mapped("eventName", types)}) AS decision_type, decisionChoice AS decision_choice,
  confidence, outcome, value, errorType AS error_type, toInt64(SeverityNumber) AS severity, Timestamp AS at
FROM (
  SELECT TraceId, SpanId, ServiceName, Timestamp, SeverityNumber,
  ${hasEventName ? `if(EventName != '', EventName, ${named})` : named} AS eventName,
  ${agentKindSql("ServiceName", "ScopeName")} AS agentKind,
  ${EVENT_TEXTS.map((field) => `${text(field)} AS ${field}`).join(",\n  ")},
  ${number("confidence")} AS confidence, ${number("value")} AS value
  FROM ${table}
) AS said`;
}

const EVENT_TEXTS: readonly TextField[] = [
  ...(["session", "agent", "user", "taskId", "taskType", "model", "requestModel", "tool", "decisionType"] as const),
  ...(["decisionChoice", "outcome", "errorType"] as const),
];
