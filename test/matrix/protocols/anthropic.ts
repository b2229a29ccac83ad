import { json, sse } from "../../support/scripted-answers.ts";
import type { Protocol } from "../protocol.ts";

const fresh = { input_tokens: 40, cache_read_input_tokens: 60, cache_creation_input_tokens: 0 };
const message = (content: readonly object[], more: object): object => ({
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude-sonnet-4-5-20250929",
  content,
  stop_sequence: null,
  ...more,
});
const event = (type: string, data: object): object => ({ event: type, data: { type, ...data } });
const start = event("message_start", {
  message: message([], { stop_reason: null, usage: { ...fresh, output_tokens: 1 } }),
});
const text = (words: string): object =>
  event("content_block_delta", { index: 0, delta: { type: "text_delta", text: words } });
const opening = [
  start,
  event("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
  text("Hel"),
];
const end = (reason: string): object[] => [
  event("message_delta", { delta: { stop_reason: reason, stop_sequence: null }, usage: { output_tokens: 40 } }),
  event("message_stop", {}),
];
const tool = (index: number, id: string): object =>
  event("content_block_start", { index, content_block: { type: "tool_use", id, name: "look", input: {} } });
const piece = (index: number, json: string): object =>
  event("content_block_delta", { index, delta: { type: "input_json_delta", partial_json: json } });
const stop = (index: number): object => event("content_block_stop", { index });

export const anthropicMessages: Protocol = {
  name: "messages",
  expected: { inputTokens: 100, outputTokens: 40, cacheReadTokens: 60 },
  whole: json(
    message([{ type: "text", text: "Hello" }], { stop_reason: "end_turn", usage: { ...fresh, output_tokens: 40 } }),
    200,
    { "request-id": "req_1" },
  ),
  stream: sse([...opening, text("lo"), stop(0), ...end("end_turn")]),
  failsMidStream: sse([...opening, event("error", { error: { type: "overloaded_error", message: "Overloaded" } })]),
  dropsMidStream: sse(opening, "drop"),
  hangsMidStream: sse(opening, "hang"),
  interleavedTools: sse([
    start,
    tool(0, "call_a"),
    tool(1, "call_b"),
    piece(0, '{"q":'),
    piece(1, '{"q":'),
    piece(0, "1}"),
    piece(1, "2}"),
    stop(0),
    stop(1),
    ...end("tool_use"),
  ]),
  rateLimited: json({ type: "error", error: { type: "rate_limit_error", message: "slow down" } }, 429, {
    "retry-after-ms": "1",
    "retry-after": "0",
  }),
};
