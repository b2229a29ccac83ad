import { DUPLICATE, VERIFY } from "../../../semconv/agentscribe-attributes.ts";
import { SCOPE_NAME } from "../../../semconv/schema.ts";
import { CHOICES, COMPARED } from "../../understand/decision.ts";
import { AGENTSCRIBE_EVENTS } from "../../understand/events/agentscribe.ts";
import type { NumberField, TextField } from "../../understand/field.ts";
import { VERSION_OF_MODEL } from "../../understand/model-name.ts";
import { TABLES } from "../../understand/tables.ts";
import { attributeSql, mapped, quoted } from "./attribute-sql.ts";
import { JSON_COST, JSON_COUNTS } from "./json-counts-sql.ts";
import { agentKindSql, providerSql, spanKindSql } from "./words-sql.ts";

/** The tables that the Collector's exporter makes. */
const TRACES = "otel_traces";
const LOGS = "otel_logs";

/**
 * The statements that make `agent_spans` and `agent_events` over the tables of the Collector's ClickHouse exporter, from the same tables of conventions as the
 * embedded store's rows. They have one column more, `at`: the time as the table has it, by which partitions are left out. Events have another one, `content`:
 * a hash of what tells one from others of the same microsecond.
 *
 * What was delivered twice is there once: the time is among what tells records apart so that a question about a short time reads no more than that.
 *
 * What they cannot do: of model calls that two instrumentations tell of, one inside the other, both count; a span that names no session is of its trace, and not of the
 * session that another span of the trace names; agents that send no spans of their model calls have no rows.
 */
export function clickHouseViews(): readonly string[] {
  return [
    `CREATE OR REPLACE VIEW agent_spans AS\n${spansSql()}`,
    `CREATE OR REPLACE VIEW agent_events AS\n${eventsSql()}`,
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
  ...(["taskType", "outcome", "endReason", "finishReason", "errorType", "costReason", "entity", "executable"] as const),
  ...(["errorText", "success", "level", "aiOperation", "openinferenceKind", "langfuseKind", "firstChunkAt"] as const),
  ...(["usageDetails", "usageMetadata", "braintrustMetrics", "costDetails"] as const),
];

const SPAN_NUMBERS: readonly NumberField[] = [
  ...(["inputTokens", "inputTokensWithoutCache", "extraInputTokens", "outputTokens", "extraOutputTokens"] as const),
  ...(["outputTokensWithoutReasoning", "httpStatus"] as const),
  ...(["cacheReadTokens", "cacheWriteTokens", "cacheWrite5mTokens", "cacheWrite1hTokens", "reasoningTokens"] as const),
  ...(["costUsd", "costInputUsd", "costOutputUsd", "firstChunkUs", "retries"] as const),
];

const whole = (number: string): string => `CAST(${number} AS Nullable(Int64))`;

/** As `readTokens` and `tokensOf` of `understand/tokens.ts`. */
const READ = JSON_COUNTS.cacheRead("said_cacheReadTokens");
const WRITTEN = JSON_COUNTS.cacheWrite(
  "coalesce(said_cacheWriteTokens, said_cacheWrite5mTokens + said_cacheWrite1hTokens, said_cacheWrite5mTokens, said_cacheWrite1hTokens)",
);
const REASONING = JSON_COUNTS.reasoning("said_reasoningTokens");
const CACHE = "(coalesce(readTokens, 0) + coalesce(writtenTokens, 0))";
const PLAIN_INPUT = "(said_inputTokens + coalesce(said_extraInputTokens, 0))";
const SAID_INPUT = JSON_COUNTS.input(PLAIN_INPUT);
const SAID_OUTPUT = JSON_COUNTS.output("(said_outputTokens + coalesce(said_extraOutputTokens, 0))");
const UNCACHED = JSON_COUNTS.part(`coalesce(said_inputTokensWithoutCache + coalesce(said_extraInputTokens, 0),
    if(said_aiOperation != '' AND match(said_provider, '^(anthropic|amazon-bedrock)'), ${PLAIN_INPUT}, NULL))`);
const WITHOUT_REASONING = JSON_COUNTS.part("said_outputTokensWithoutReasoning");
const INPUT = `multiIf(isNotNull(uncachedInput), uncachedInput + ${CACHE}, saidInput < ${CACHE}, saidInput + ${CACHE}, saidInput)`;
const OUTPUT = `multiIf(isNotNull(withoutReasoning), withoutReasoning + coalesce(reasoningTokens, 0),
    saidOutput < reasoningTokens, saidOutput + reasoningTokens, saidOutput)`;
const COST = `coalesce(said_costUsd, ${JSON_COST}, said_costInputUsd + said_costOutputUsd, said_costInputUsd, said_costOutputUsd)`;

/** As `factsOf` of `understand/facts-of.ts`. */
const AGENT =
  "multiIf(said_agent != '', said_agent, spanKind != 'agent', '', said_entity != '', said_entity, said_openinferenceKind != '' OR said_langfuseKind != '', toString(SpanName), '')";
const TOOL =
  "multiIf(said_tool != '', said_tool, spanKind = 'command', said_executable, spanKind != 'tool', '', said_entity != '', said_entity, toString(SpanName))";
/** As `understandSpan` of `understand/understand-span.ts`: some say when the answer began, as a date. */
const ANSWER_AT = `toUnixTimestamp64Micro(parseDateTime64BestEffortOrNull(replaceAll(said_firstChunkAt, '"', ''), 6, 'UTC')) - toUnixTimestamp64Micro(Timestamp)`;
const FIRST_CHUNK = `coalesce(said_firstChunkUs, if(${ANSWER_AT} BETWEEN 0 AND intDiv(Duration, 1000), ${ANSWER_AT}, NULL))`;
/** As `modelName` of `understand/model-name.ts`. */
const MODEL = `multiIf(said_model = '', said_requestModel,
    said_requestModel != '' AND startsWith(said_model, said_requestModel) AND match(substring(said_model, length(said_requestModel) + 1), ${quoted(VERSION_OF_MODEL)}), said_requestModel, said_model)`;
const ERROR_TYPE =
  "multiIf(said_errorType != '', said_errorType, said_httpStatus >= 400, toString(said_httpStatus), said_errorText != '' OR said_success = 'false' OR said_level = 'ERROR', '_OTHER', '')";

function spansSql(): string {
  const { text, number } = attributeSql("SpanAttributes", TABLES);
  return `SELECT TraceId AS trace_id, SpanId AS span_id, ParentSpanId AS parent_span_id, if(said_session != '', said_session, TraceId) AS session_id,
  ServiceName AS service, agentKind AS agent_kind, SpanName AS name, spanKind AS kind, 'span' AS source,
  ${AGENT} AS agent, ${providerSql("said_provider")} AS provider, if(spanKind = 'other', '', ${MODEL}) AS model,
  if(spanKind = 'other', '', said_requestModel) AS request_model, ${TOOL} AS tool,
  said_purpose AS purpose, said_user AS user_id, said_tenant AS tenant, said_taskId AS task_id, said_taskType AS task_type,
  said_outcome AS outcome, said_endReason AS end_reason,
  if(startsWith(said_finishReason, '["'), JSONExtractString(said_finishReason, 1), said_finishReason) AS finish_reason,
  toUnixTimestamp64Micro(Timestamp) AS start_us, toInt64(intDiv(Duration, 1000)) AS duration_us,
  multiIf(StatusCode = 'Error', 'error', StatusCode = 'Ok', 'ok', 'unset') AS status, ${ERROR_TYPE} AS error_type,
  toUInt8((spanKind = 'inference' OR (spanKind = 'embeddings' AND (isNotNull(${INPUT}) OR isNotNull(${COST}) OR said_costReason != ''))) AND duplicate IN ('', 'false')) AS counted,
  ${whole(INPUT)} AS input_tokens, ${whole(OUTPUT)} AS output_tokens, ${whole("readTokens")} AS cache_read_tokens,
  ${whole("writtenTokens")} AS cache_write_tokens, ${whole("reasoningTokens")} AS reasoning_tokens, ${COST} AS cost_usd,
  said_costReason AS cost_reason, ${whole(FIRST_CHUNK)} AS first_chunk_us, ${whole("said_retries")} AS retries, Timestamp AS at
FROM (
  SELECT *, ${READ} AS readTokens, ${WRITTEN} AS writtenTokens, ${REASONING} AS reasoningTokens, ${SAID_INPUT} AS saidInput,
  ${UNCACHED} AS uncachedInput, ${SAID_OUTPUT} AS saidOutput, ${WITHOUT_REASONING} AS withoutReasoning
FROM (
  SELECT TraceId, SpanId, ParentSpanId, ServiceName, SpanName, Timestamp, Duration, StatusCode, SpanAttributes[${quoted(DUPLICATE)}] AS duplicate,
  ${agentKindSql("ServiceName", "ScopeName")} AS agentKind,
  ${spanKindSql(text)} AS spanKind,
  ${SPAN_TEXTS.map((field) => `${text(field)} AS said_${field}`).join(",\n  ")},
  ${SPAN_NUMBERS.map((field) => `${number(field)} AS said_${field}`).join(",\n  ")}
  FROM ${TRACES}
  WHERE ${isNoTest("SpanName")}
  LIMIT 1 BY Timestamp, TraceId, SpanId
) AS said) AS counts`;
}

/** As `Ingest`: test records of `telemetry.verify()` are no work of an agent. */
function isNoTest(name: string): string {
  return `NOT (${name} = ${quoted(VERIFY)} AND ScopeName = ${quoted(SCOPE_NAME)})`;
}

/** As `decisionOf` of `understand/decision.ts`. */
function choiceSql(type: string): string {
  const said = "said_decisionChoice";
  const known = mapped(said, CHOICES);
  return `if(${type} IN (${[...COMPARED].map(quoted).join(", ")}) AND ${known} != '', ${known}, ${said})`;
}

function eventsSql(): string {
  const { text, number } = attributeSql("LogAttributes", [AGENTSCRIBE_EVENTS.attributes, ...TABLES]);
  const named = "LogAttributes['event.name']";
  const types = new Map(
    [...AGENTSCRIBE_EVENTS.events].flatMap(([name, { decisionType }]) =>
      decisionType === undefined ? [] : [[name, decisionType] as const],
    ),
  );
  const type = `multiIf(said_decisionChoice = '', '', said_decisionType != '', said_decisionType, ${mapped("eventName", types)})`;
  return `SELECT TraceId AS trace_id, SpanId AS span_id, multiIf(said_session != '', said_session, TraceId != '', TraceId, ServiceName) AS session_id,
  toUnixTimestamp64Micro(Timestamp) AS time_us, eventName AS name, ServiceName AS service, agentKind AS agent_kind, said_agent AS agent,
  said_user AS user_id, said_taskId AS task_id, said_taskType AS task_type, ${MODEL} AS model, said_tool AS tool,
  ${type} AS decision_type, ${choiceSql(type)} AS decision_choice, said_confidence AS confidence, said_outcome AS outcome, said_value AS value,
  ${ERROR_TYPE} AS error_type, toInt64(SeverityNumber) AS severity, content, Timestamp AS at
FROM (
  SELECT TraceId, SpanId, ServiceName, Timestamp, SeverityNumber, cityHash64(Timestamp, ServiceName, ScopeName, Body, LogAttributes) AS content,
  if(${named} != '', ${named}, EventName) AS eventName,
  ${agentKindSql("ServiceName", "ScopeName")} AS agentKind,
  ${EVENT_TEXTS.map((field) => `${text(field)} AS said_${field}`).join(",\n  ")},
  ${EVENT_NUMBERS.map((field) => `${number(field)} AS said_${field}`).join(",\n  ")}
  FROM ${LOGS}
  WHERE ${isNoTest("eventName")}
  LIMIT 1 BY Timestamp, ServiceName, ScopeName, TraceId, SpanId, eventName, Body, LogAttributes
) AS said`;
}

const EVENT_TEXTS: readonly TextField[] = [
  ...(["session", "agent", "user", "taskId", "taskType", "model", "requestModel", "tool", "decisionType"] as const),
  ...(["decisionChoice", "outcome", "errorType", "errorText", "success", "level"] as const),
];

const EVENT_NUMBERS: readonly NumberField[] = ["confidence", "value", "httpStatus"];
