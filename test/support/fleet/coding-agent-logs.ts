import type { Attributes, SeededLog } from "../inspector/seeded-telemetry.ts";

/**
 * The end of two model calls, and a tool between them, as Claude Code 2.1.197, Codex 0.169.0 and Gemini CLI 0.61.0 were seen to send them
 * (`test/inspector-agents`), with the attributes that say something here; Copilot's are as its code names them.
 */
export function codingAgentLogs(timeUs: number): readonly SeededLog[] {
  const log = (service: string, attributes: Attributes, eventName = ""): SeededLog => ({
    ...{ traceId: "", spanId: "", service, scope: `${service}.events`, timeUs, eventName, severity: 9, attributes },
  });
  const claude = (event: string, more: Attributes): SeededLog =>
    log("claude-code", { "session.id": "c-1", "event.name": event, ...more });
  const codex = (event: string, more: Attributes): SeededLog =>
    log(
      "codex_exec",
      { "conversation.id": "x-1", "event.name": event, model: "gpt-5.1-codex", ...more },
      "event otel/src/events/session_telemetry.rs:1153",
    );
  const gemini = (event: string, more: Attributes): SeededLog =>
    log("gemini-cli", { "session.id": "g-1", "event.name": event, ...more });
  const copilot = (event: string, more: Attributes): SeededLog =>
    log("copilot-chat", { "gen_ai.conversation.id": "v-1", "event.name": event, ...more });
  const sonnet = { model: "claude-sonnet-4-5", input_tokens: "20", output_tokens: "12", cache_creation_tokens: "30" };
  const flash = { model: "gemini-2.5-pro", output_token_count: 7, thoughts_token_count: 5, status_code: 200 };
  const completed = { "event.kind": "response.completed", output_token_count: "12", reasoning_token_count: "5" };
  return [
    claude("tool_decision", { decision: "accept", source: "config", tool_name: "Bash" }),
    claude("api_request", { ...sonnet, cache_read_tokens: "0", cost_usd: 0.0003525, duration_ms: "67" }),
    claude("tool_result", { tool_name: "Bash", success: "true", duration_ms: "94" }),
    claude("api_request", { ...sonnet, cache_read_tokens: "80", cost_usd: 0.0003765, duration_ms: "46" }),
    codex("codex.sse_event", { "event.kind": "response.created", duration_ms: "0" }),
    codex("codex.sse_event", { "event.kind": "response.completed", duration_ms: "7" }),
    codex("codex.sse_event", { ...completed, input_token_count: "100", cached_token_count: "0" }),
    codex("codex.tool_decision", { tool_name: "exec_command", decision: "approved", source: "Config" }),
    codex("codex.tool_result", { tool_name: "exec_command", success: "false", duration_ms: "59" }),
    codex("codex.sse_event", { ...completed, input_token_count: "120", cached_token_count: "80" }),
    gemini("gemini_cli.api_response", { ...flash, input_token_count: 100, cached_content_token_count: 0 }),
    gemini("gemini_cli.tool_call", {
      ...{ function_name: "run_shell_command", success: true, decision: "accept", duration_ms: 41 },
    }),
    gemini("gemini_cli.api_response", { ...flash, input_token_count: 120, cached_content_token_count: 80 }),
    copilot("gen_ai.client.inference.operation.details", {
      ...{ "gen_ai.response.model": "gpt-4o", "gen_ai.usage.input_tokens": 50, "gen_ai.usage.output_tokens": 5 },
    }),
    copilot("copilot_chat.tool.call", { "gen_ai.tool.name": "readFile", success: true, duration_ms: 12 }),
  ];
}
