import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What the scripted executable says in one turn. */
export type Turn = readonly (object | number | "hang" | "exit")[];

export const SESSION = "0c1d8f6e-6f3a-4e55-9d1a-6b8b1f2f0a11";
const MODEL = "claude-sonnet-4-5-20250929";
let made = 0;

function about(): object {
  made += 1;
  return { session_id: SESSION, uuid: `00000000-0000-4000-8000-${String(made).padStart(12, "0")}` };
}

export const INIT: object = {
  type: "system",
  subtype: "init",
  model: MODEL,
  tools: ["Bash", "Task"],
  mcp_servers: [],
  cwd: "/",
  claude_code_version: "2.1.0",
  permissionMode: "default",
  slash_commands: [],
  output_style: "default",
  skills: [],
  plugins: [],
  apiKeySource: "none",
  ...about(),
};

/** Usage as it stands when a message starts: the input is final, the output is not. */
export function startUsage(input: number, cacheRead = 0, cacheWrite = 0): object {
  return {
    input_tokens: input,
    cache_read_input_tokens: cacheRead,
    cache_creation_input_tokens: cacheWrite,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: cacheWrite },
    output_tokens: 1,
  };
}

/** A message with one block of the answer. */
export function block(id: string, content: object, usage: object, more: object = {}): object {
  const message = {
    id,
    type: "message",
    role: "assistant",
    model: MODEL,
    content: [content],
    stop_reason: null,
    usage,
  };
  return { type: "assistant", message, parent_tool_use_id: null, ...about(), ...more };
}

export function toolUse(id: string, name: string, input: object): object {
  return { type: "tool_use", id, name, input };
}

export function toolResult(id: string, content: unknown, more: object = {}, isError = false): object {
  const result = { type: "tool_result", tool_use_id: id, content, ...(isError && { is_error: true }) };
  return { type: "user", message: { role: "user", content: [result] }, parent_tool_use_id: null, ...about(), ...more };
}

export function event(data: object): object {
  return { type: "stream_event", event: data, parent_tool_use_id: null, ...about() };
}

/** The totals of a model in a result. */
export function totals(input: number, output: number, cacheRead = 0, cacheWrite = 0): object {
  return {
    inputTokens: input,
    outputTokens: output,
    cacheReadInputTokens: cacheRead,
    cacheCreationInputTokens: cacheWrite,
    webSearchRequests: 0,
    costUSD: 0.01,
    contextWindow: 200_000,
    maxOutputTokens: 32_000,
  };
}

export function result(modelUsage: Record<string, object>, more: object = {}): object {
  return {
    type: "result",
    subtype: "success",
    is_error: false,
    duration_ms: 10,
    duration_api_ms: 5,
    num_turns: 2,
    result: "done",
    stop_reason: "end_turn",
    total_cost_usd: 0.01,
    usage: {},
    modelUsage,
    permission_denials: [],
    ...about(),
    ...more,
  };
}

export const SONNET: string = MODEL;

/** Options of a query whose executable plays these turns, in a folder that is the caller's to remove. */
export function optionsIn(folder: string, turns: readonly Turn[]): object {
  const script = join(folder, "script.json");
  writeFileSync(script, JSON.stringify(turns));
  return {
    pathToClaudeCodeExecutable: fileURLToPath(new URL("scripted-claude.mjs", import.meta.url)),
    executable: "node",
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, SCRIPT: script },
  };
}
