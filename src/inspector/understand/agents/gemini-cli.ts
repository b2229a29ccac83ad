import type { Table } from "../field.ts";
import type { MetricField, MetricMeaning } from "../token-metrics.ts";
import type { Agent } from "./agent.ts";

/**
 * The attributes of Gemini CLI. `input_token_count` is the API's `promptTokenCount`, which includes what was read from the cache but not the answers of
 * its own tools (`tool_token_count`); `output_token_count` is `candidatesTokenCount`, which leaves out the thoughts.
 */
const ATTRIBUTES: Table = {
  "user.email": "user",
  "installation.id": "user",
  agent_name: "agent",
  model: "requestModel",
  model_name: "requestModel",
  role: "purpose",
  input_token_count: "inputTokens",
  output_token_count: "outputTokensWithoutReasoning",
  "gen_ai.usage.output_tokens": "outputTokensWithoutReasoning",
  cached_content_token_count: "cacheReadTokens",
  thoughts_token_count: "reasoningTokens",
  tool_token_count: "extraInputTokens",
  finish_reasons: "finishReason",
  duration_ms: ["durationUs", 1_000],
  function_name: "tool",
  tool_name: "tool",
  success: "success",
  decision: "decisionChoice",
  verdict: "decisionChoice",
  decision_model: "decisionChoice",
  error_type: "errorType",
  final_error_type: "errorType",
  "http.status_code": "httpStatus",
  status_code: "httpStatus",
  terminate_reason: "endReason",
  outcome: "outcome",
  status: "outcome",
  correction: "outcome",
  to_mode: "outcome",
  strategy: "step",
  hook_name: "step",
  extension_name: "step",
  command: "step",
  operation: "step",
  prompt_length: "value",
  tokens_after: "value",
  turnCount: "value",
  turn_count: "value",
  attempt_number: "value",
  total_attempts: "value",
  lines: "value",
};

/**
 * Gemini CLI. Source: what its version 0.61.0 sends (run in November 2026), its `docs/cli/telemetry.md` and `packages/core/src/telemetry` of August 2026.
 * It always sends spans and events together. A span of a model call says its tokens only with `telemetry.traces`, and then neither cache nor thoughts:
 * the events are what is summed. Tools have spans.
 */
export const GEMINI_CLI: Agent = {
  prefix: "gemini_cli.",
  attributes: ATTRIBUTES,
  provider: "gcp.gemini",
  toldByEvents: new Set(["inference"]),
  tokenMetrics: new Map<string, MetricMeaning>([
    [
      "gemini_cli.token.usage",
      {
        by: "type",
        fields: new Map<string, MetricField>([
          ["input", "input"],
          ["cache", "cacheRead"],
          ["output", "outputWithoutReasoning"],
          ["thought", "reasoning"],
        ]),
      },
    ],
  ]),
  events: new Map([
    ["config", { name: "agentscribe.session.start" }],
    ["user_prompt", { name: "agentscribe.user_prompt" }],
    ["api_response", { work: "inference" }],
    ["api_error", { work: "inference", failed: true }],
    ["tool_call", { name: "agentscribe.tool.decision", decisionType: "tool" }],
    ["model_routing", { name: "agentscribe.routing.decision", decisionType: "routing" }],
    ["conseca.verdict", { name: "agentscribe.policy.verdict", decisionType: "policy" }],
    ["conversation_finished", { name: "agentscribe.session.end" }],
    ["chat_compression", { name: "agentscribe.compaction" }],
    ["chat.invalid_chunk", { name: "agentscribe.stream.error", failed: true }],
    ["chat.content_retry", { name: "agentscribe.retry" }],
    ["network_retry_attempt", { name: "agentscribe.retry" }],
    ["chat.content_retry_failure", { name: "agentscribe.retries_exhausted" }],
    ["flash_fallback", { name: "agentscribe.fallback" }],
    ["ripgrep_fallback", { name: "agentscribe.fallback" }],
    ["web_fetch_fallback_attempt", { name: "agentscribe.fallback" }],
    ["agent.start", { name: "agentscribe.subagent.spawned" }],
    ["agent.recovery_attempt", { name: "agentscribe.recovery" }],
    ["file_operation", { name: "agentscribe.file.operation" }],
    ["edit_strategy", { name: "agentscribe.edit.strategy" }],
    ["edit_correction", { name: "agentscribe.edit.strategy" }],
    ["tool_output_truncated", { name: "agentscribe.tool.output_truncated" }],
    ["tool_output_masking", { name: "agentscribe.tool.output_truncated" }],
    ["hook_call", { name: "agentscribe.hook" }],
    ["slash_command", { name: "agentscribe.command" }],
    ["rewind", { name: "agentscribe.rewind" }],
    ["startup_stats", { name: "agentscribe.startup.phase" }],
    ["plan.approval_mode_switch", { name: "agentscribe.mode.changed" }],
    ["extension_install", { name: "agentscribe.plugin" }],
    ["extension_uninstall", { name: "agentscribe.plugin" }],
    ["extension_enable", { name: "agentscribe.plugin" }],
    ["extension_disable", { name: "agentscribe.plugin" }],
  ]),
};
