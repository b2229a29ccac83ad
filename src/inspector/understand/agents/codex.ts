import type { Table } from "../field.ts";
import type { Agent } from "./agent.ts";

/**
 * The attributes of Codex CLI. `input_token_count` counts all of the prompt, `cached_token_count` that part of it that was read from a cache, and
 * `output_token_count` includes reasoning: they are the fields of OpenAI's Responses API.
 */
const ATTRIBUTES: Table = {
  "conversation.id": "session",
  "user.email": "user",
  "user.account_id": "user",
  agent_name: "agent",
  model: "requestModel",
  input_token_count: "inputTokens",
  output_token_count: "outputTokens",
  cached_token_count: "cacheReadTokens",
  cache_write_token_count: "cacheWriteTokens",
  reasoning_token_count: "reasoningTokens",
  ttft_ms: ["firstChunkUs", 1_000],
  duration_ms: ["durationUs", 1_000],
  tool_name: "tool",
  success: "success",
  decision: "decisionChoice",
  "http.response.status_code": "httpStatus",
  "error.message": "errorText",
  "startup.phase": "step",
  "event.kind": "step",
  prompt_length: "value",
};

/**
 * Codex CLI. Source: what its version 0.169.0 sends (run in November 2026). It tells of model calls and tools by events; its spans are those of its own
 * machinery and say no usage, so that they are steps here. An event's name is its attribute `event.name`; its field has a place in Codex' code.
 */
export const CODEX: Agent = {
  prefix: "codex.",
  attributes: ATTRIBUTES,
  spanNames: new Map([
    ["session_task.run", "agent"],
    ["run_turn", "step"],
    ["codex.sampling", "step"],
    ["dispatch_tool_call_with_state", "step"],
  ]),
  toldByEvents: new Set(["inference", "tool"]),
  events: new Map([
    ["conversation_starts", { name: "agentscribe.session.start" }],
    ["user_prompt", { name: "agentscribe.user_prompt" }],
    ["api_request", { work: "inference", workWhen: "failed" }],
    ["websocket_request", { work: "inference", workWhen: "failed" }],
    ["sse_event", { work: "inference", workWhen: "tokens" }],
    ["websocket_event", { work: "inference", workWhen: "tokens" }],
    ["tool_decision", { name: "agentscribe.tool.decision", decisionType: "tool" }],
    ["tool_result", { work: "tool" }],
    ["startup_phase", { name: "agentscribe.startup.phase" }],
  ]),
};
