import { expect } from "vitest";
import type { TelemetryOptions } from "../../../src/index.ts";
import { wrapAnthropic } from "../../../src/instrumentation/anthropic/index.ts";
import { type Recording, startRecording } from "../../support/recording.ts";
import { type Answer, type ScriptedServer, sse, startScriptedServer } from "../../support/scripted-server.ts";
import { loadVendor, requireVendor, type Vendor, type VendorSet } from "../load.ts";

export const SETS: readonly VendorSet[] = ["newest", "previous"];

type Words = Readonly<Record<string, unknown>>;

export const ASK: Words & { readonly model: string } = {
  model: "claude-opus-4-1",
  max_tokens: 64,
  temperature: 0,
  messages: [{ role: "user", content: "hello" }],
};

/** 100 new, 800 read from the cache and 300 written to it: 1200 in all. */
export const USAGE: Words & { readonly input_tokens: number } = {
  input_tokens: 100,
  cache_read_input_tokens: 800,
  cache_creation_input_tokens: 300,
  cache_creation: { ephemeral_5m_input_tokens: 200, ephemeral_1h_input_tokens: 100 },
  output_tokens: 20,
  server_tool_use: { web_search_requests: 2, web_fetch_requests: 0 },
  service_tier: "standard",
};

export const MESSAGE: Words & { readonly usage: typeof USAGE } = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude-opus-4-1-20250805",
  content: [{ type: "text", text: '{"ok":true}' }],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: USAGE,
};

/** What every answer with `USAGE` is recorded with, streamed or not. */
export const RECORDED_USAGE: Readonly<Record<string, number>> = {
  "gen_ai.usage.input_tokens": 1200,
  "gen_ai.usage.cache_read.input_tokens": 800,
  "gen_ai.usage.cache_write.input_tokens": 300,
  "agentscribe.usage.cache_write_5m.input_tokens": 200,
  "agentscribe.usage.cache_write_1h.input_tokens": 100,
  "gen_ai.usage.output_tokens": 20,
};

export const LIMITS: Record<string, string> = {
  "request-id": "req_1",
  "anthropic-ratelimit-requests-limit": "50",
  "anthropic-ratelimit-requests-remaining": "49",
};

const event = (type: string, more: object = {}): object => ({ event: type, data: { type, ...more } });

export const START: object = event("message_start", {
  message: { ...MESSAGE, content: [], stop_reason: null, usage: { ...USAGE, output_tokens: 1, server_tool_use: null } },
});
export const textStart = (index = 0): object =>
  event("content_block_start", { index, content_block: { type: "text", text: "" } });
export const text = (piece: string, index = 0): object =>
  event("content_block_delta", { index, delta: { type: "text_delta", text: piece } });
export const toolStart = (index: number, id: string, name: string): object =>
  event("content_block_start", { index, content_block: { type: "tool_use", id, name, input: {} } });
export const toolInput = (index: number, piece: string): object =>
  event("content_block_delta", { index, delta: { type: "input_json_delta", partial_json: piece } });
export const stop = (index = 0): object => event("content_block_stop", { index });
export const end = (reason = "end_turn"): readonly object[] => [
  event("message_delta", {
    delta: { stop_reason: reason, stop_sequence: null },
    usage: { output_tokens: 20, server_tool_use: USAGE.server_tool_use },
  }),
  event("message_stop"),
];
export const overloaded: object = event("error", { error: { type: "overloaded_error", message: "Overloaded" } });

/** A whole stream that says `ab`. */
export const STREAM: readonly object[] = [START, textStart(), text("a"), text("b"), stop(), ...end()];

/** A reply that calls a tool twice, its blocks interleaved. */
export const TOOL_STREAM: readonly object[] = [
  START,
  toolStart(0, "toolu_1", "add"),
  toolStart(1, "toolu_2", "add"),
  toolInput(0, '{"a":1'),
  toolInput(1, '{"a":3'),
  toolInput(0, ',"b":2}'),
  toolInput(1, ',"b":4}'),
  stop(0),
  stop(1),
  ...end("tool_use"),
];

export const streamed = (items: readonly object[] = STREAM, how?: "close" | "drop" | "hang"): Answer =>
  sse(items, how, LIMITS);

export const errorBody = (type: string): object => ({
  type: "error",
  error: { type, message: "no" },
  request_id: "req_2",
});

export interface Started extends Recording {
  readonly server: ScriptedServer;
  readonly client: Vendor;
  readonly module: Vendor;
}

export interface StartOptions {
  readonly set: VendorSet;
  readonly telemetry?: TelemetryOptions;
  readonly cjs?: boolean;
  readonly client?: object;
}

/** A wrapped client of that set, its scripted provider, and a recording. */
export async function start(options: StartOptions, ...answers: readonly Answer[]): Promise<Started> {
  const server = await startScriptedServer(...answers);
  const recording = await startRecording(options.telemetry);
  const module = options.cjs
    ? requireVendor(options.set, "@anthropic-ai/sdk")
    : await loadVendor(options.set, "@anthropic-ai/sdk");
  const Anthropic = module.default ?? module;
  const made = new Anthropic({ apiKey: "none", baseURL: server.url, maxRetries: 1, ...options.client });
  const client = wrapAnthropic(made);
  expect(client).toBe(made);
  return { ...recording, server, client, module };
}
