import type { Table } from "../field.ts";
import type { MetricField, MetricMeaning } from "../token-metrics.ts";
import type { Agent } from "./agent.ts";

/**
 * The attributes of Claude Code, alike on its spans, events and metrics. `input_tokens` leaves out what was read from and written to the cache: it is
 * the API's own count (`usage.input_tokens` of Anthropic's Messages API), and its metric has a type for each of the four.
 */
const ATTRIBUTES: Table = {
  "span.type": "ownKind",
  "agent.name": "agent",
  agent_type: "agent",
  "user.email": "user",
  "user.account_uuid": "user",
  "organization.id": "tenant",
  "gen_ai.request.model": "requestModel",
  model: "requestModel",
  query_source: "purpose",
  input_tokens: "inputTokensWithoutCache",
  output_tokens: "outputTokens",
  cache_read_tokens: "cacheReadTokens",
  cache_creation_tokens: "cacheWriteTokens",
  cost_usd: "costUsd",
  ttft_ms: ["firstChunkUs", 1_000],
  duration_ms: ["durationUs", 1_000],
  tool_name: "tool",
  success: "success",
  decision: "decisionChoice",
  error_type: "errorType",
  error_name: "errorType",
  error_code: "errorType",
  status_code: "errorType",
  to_mode: "outcome",
  status: "outcome",
  "skill.name": "step",
  hook_name: "step",
  command_name: "step",
  server_name: "step",
  prompt_length: "value",
  response_length: "value",
  total_attempts: "value",
  total_tokens: "value",
  post_tokens: "value",
};

/**
 * Claude Code. Source: what its version 2.1.197 sends (run in November 2026; event names and attributes that did not occur then are those in its code),
 * and code.claude.com/docs/en/monitoring-usage.
 */
export const CLAUDE_CODE: Agent = {
  prefix: "claude_code.",
  attributes: ATTRIBUTES,
  provider: "anthropic",
  kinds: new Map([
    ["interaction", "agent"],
    ["llm_request", "inference"],
    ["tool", "tool"],
    ["tool.blocked_on_user", "wait"],
    ["tool.execution", "step"],
    ["subagent.spawn", "agent"],
    ["hook", "step"],
    ["compaction", "step"],
    ["mcp.rpc", "mcp"],
    ["bash.subprocess", "step"],
  ]),
  tokenMetrics: new Map<string, MetricMeaning>([
    [
      "claude_code.token.usage",
      {
        by: "type",
        fields: new Map<string, MetricField>([
          ["input", "inputWithoutCache"],
          ["output", "output"],
          ["cacheRead", "cacheRead"],
          ["cacheCreation", "cacheWrite"],
        ]),
      },
    ],
    ["claude_code.cost.usage", { field: "costUsd" }],
  ]),
  events: new Map([
    ["user_prompt", { name: "agentscribe.user_prompt" }],
    ["api_request", { work: "inference" }],
    ["api_error", { work: "inference", failed: true }],
    ["api_refusal", { name: "agentscribe.refusal" }],
    ["api_retries_exhausted", { name: "agentscribe.retries_exhausted" }],
    ["tool_result", { work: "tool" }],
    ["tool_decision", { name: "agentscribe.tool.decision", decisionType: "tool" }],
    ["permission_mode_changed", { name: "agentscribe.mode.changed" }],
    ["compaction", { name: "agentscribe.compaction" }],
    ["skill_activated", { name: "agentscribe.skill.activated" }],
    ["plugin_installed", { name: "agentscribe.plugin" }],
    ["mcp_server_connection", { name: "agentscribe.mcp.connection" }],
    ["hook_execution_complete", { name: "agentscribe.hook" }],
    ["feedback_survey", { name: "gen_ai.evaluation.result" }],
    ["auth", { name: "agentscribe.auth" }],
    ["internal_error", { name: "agentscribe.diagnostic" }],
  ]),
};
