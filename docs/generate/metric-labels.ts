import * as own from "../../src/semconv/agentscribe-attributes.ts";
import * as core from "../../src/semconv/core-attributes.ts";
import * as old from "../../src/semconv/gen-ai-1-36-attributes.ts";
import * as genAi from "../../src/semconv/gen-ai-attributes.ts";
import type { METRICS_1_36, MetricKey } from "../../src/semconv/metrics.ts";

/** What a call of a service is about, and who served it. */
const CALL = [
  genAi.GEN_AI_OPERATION_NAME,
  genAi.GEN_AI_PROVIDER_NAME,
  genAi.GEN_AI_REQUEST_MODEL,
  genAi.GEN_AI_RESPONSE_MODEL,
  core.SERVER_ADDRESS,
  core.SERVER_PORT,
];
/** Of OpenAI's API, at OpenAI and at Azure. */
const API = [genAi.OPENAI_RESPONSE_SERVICE_TIER, genAi.OPENAI_RESPONSE_SYSTEM_FINGERPRINT];
const INFERENCE = [...CALL, ...API];
const ENDED_INFERENCE = [...INFERENCE, core.ERROR_TYPE];
const TOKENS = [...INFERENCE, genAi.GEN_AI_TOKEN_MODALITY];
const COST = [...CALL, own.LLM_PURPOSE, own.TASK_TYPE, genAi.GEN_AI_AGENT_NAME];
const MCP_SESSION = [genAi.MCP_PROTOCOL_VERSION, core.NETWORK_TRANSPORT, core.NETWORK_PROTOCOL_NAME, core.ERROR_TYPE];
const MCP = [
  genAi.MCP_METHOD_NAME,
  genAi.GEN_AI_OPERATION_NAME,
  genAi.GEN_AI_TOOL_NAME,
  genAi.GEN_AI_PROMPT_NAME,
  core.RPC_RESPONSE_STATUS_CODE,
  ...MCP_SESSION,
];
const SERVER = [core.SERVER_ADDRESS, core.SERVER_PORT];

/** Labels of the metrics of scopes; one is absent where its value is not known. */
export const METRIC_LABELS: Readonly<Record<MetricKey, readonly string[]>> = {
  inferenceDuration: ENDED_INFERENCE,
  timeToFirstChunk: INFERENCE,
  timePerOutputChunk: INFERENCE,
  inputTokens: TOKENS,
  outputTokens: TOKENS,
  cacheReadTokens: TOKENS,
  cacheWriteTokens: TOKENS,
  reasoningTokens: TOKENS,
  inputTokensPerCall: ENDED_INFERENCE,
  outputTokensPerCall: ENDED_INFERENCE,
  operationDuration: ENDED_INFERENCE,
  workflowDuration: [genAi.GEN_AI_WORKFLOW_NAME, core.ERROR_TYPE],
  agentDuration: [genAi.GEN_AI_AGENT_NAME, genAi.GEN_AI_REQUEST_MODEL, core.ERROR_TYPE],
  agentInferenceCalls: [genAi.GEN_AI_AGENT_NAME],
  agentToolCalls: [genAi.GEN_AI_AGENT_NAME],
  toolDuration: [genAi.GEN_AI_TOOL_NAME, genAi.GEN_AI_TOOL_TYPE, genAi.GEN_AI_AGENT_NAME, core.ERROR_TYPE],
  mcpClientDuration: [...MCP, ...SERVER],
  mcpServerDuration: MCP,
  mcpClientSessionDuration: [...MCP_SESSION, ...SERVER],
  mcpServerSessionDuration: MCP_SESSION,
  cost: [...COST, own.COST_SOURCE],
  unpriced: [...COST, own.COST_REASON],
};

/** The same with the names of 1.36. */
export const METRIC_LABELS_1_36: Readonly<Record<keyof typeof METRICS_1_36, readonly string[]>> = {
  tokenUsage: [old.GEN_AI_SYSTEM, ...ENDED_INFERENCE, old.GEN_AI_TOKEN_TYPE],
  operationDuration: [old.GEN_AI_SYSTEM, ...ENDED_INFERENCE],
};
