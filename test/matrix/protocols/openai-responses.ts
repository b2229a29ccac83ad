import { json, sse } from "../../support/scripted-answers.ts";
import type { Protocol } from "../protocol.ts";
import { openaiChat } from "./openai-chat.ts";

const usage = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 60 },
  output_tokens: 40,
  output_tokens_details: { reasoning_tokens: 30 },
  total_tokens: 140,
};
const message = (text: string): object => ({
  id: "msg_1",
  type: "message",
  status: "completed",
  role: "assistant",
  content: [{ type: "output_text", text, annotations: [] }],
});
const response = (status: string, output: readonly object[], more: object = {}): object => ({
  id: "resp_1",
  object: "response",
  created_at: 1,
  status,
  model: "gpt-4o-2024-08-06",
  output,
  parallel_tool_calls: true,
  tools: [],
  ...more,
});
let sequence = 0;
const event = (type: string, data: object): object => ({
  event: type,
  data: { type, sequence_number: sequence++, ...data },
});
const place = { item_id: "msg_1", output_index: 0, content_index: 0 };
const opening = [
  event("response.created", { response: response("in_progress", []) }),
  event("response.output_item.added", {
    output_index: 0,
    item: { ...message(""), status: "in_progress", content: [] },
  }),
  event("response.content_part.added", { ...place, part: { type: "output_text", text: "", annotations: [] } }),
  event("response.output_text.delta", { ...place, delta: "Hel" }),
];
const call = (id: string, index: number): object =>
  event("response.output_item.added", {
    output_index: index,
    item: {
      id: `fc_${id}`,
      type: "function_call",
      call_id: `call_${id}`,
      name: "look",
      arguments: "",
      status: "in_progress",
    },
  });
const piece = (id: string, index: number, delta: string): object =>
  event("response.function_call_arguments.delta", { item_id: `fc_${id}`, output_index: index, delta });
const called = (id: string, args: string): object => ({
  id: `fc_${id}`,
  type: "function_call",
  call_id: `call_${id}`,
  name: "look",
  arguments: args,
  status: "completed",
});

export const openaiResponses: Protocol = {
  name: "responses",
  expected: { inputTokens: 100, outputTokens: 40, cacheReadTokens: 60, reasoningTokens: 30 },
  whole: json(response("completed", [message("Hello")], { usage }), 200, { "x-request-id": "req_1" }),
  stream: sse([
    ...opening,
    event("response.output_text.delta", { ...place, delta: "lo" }),
    event("response.output_text.done", { ...place, text: "Hello" }),
    event("response.output_item.done", { output_index: 0, item: message("Hello") }),
    event("response.completed", { response: response("completed", [message("Hello")], { usage }) }),
  ]),
  failsMidStream: sse([
    ...opening,
    event("error", {
      error: { type: "server_error", code: "server_error", message: "overloaded" },
      code: "server_error",
      message: "overloaded",
    }),
  ]),
  dropsMidStream: sse(opening, "drop"),
  hangsMidStream: sse(opening, "hang"),
  interleavedTools: sse([
    event("response.created", { response: response("in_progress", []) }),
    call("a", 0),
    call("b", 1),
    piece("a", 0, '{"q":'),
    piece("b", 1, '{"q":'),
    piece("a", 0, "1}"),
    piece("b", 1, "2}"),
    event("response.completed", {
      response: response("completed", [called("a", '{"q":1}'), called("b", '{"q":2}')], { usage }),
    }),
  ]),
  rateLimited: openaiChat.rateLimited,
};
