import { type Answer, json, sse } from "../../support/scripted-answers.ts";
import type { Protocol } from "../protocol.ts";

const head = {
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  created: 1,
  model: "gpt-4o-2024-08-06",
  system_fingerprint: "fp_1",
};
const usage = {
  prompt_tokens: 100,
  completion_tokens: 40,
  total_tokens: 140,
  prompt_tokens_details: { cached_tokens: 60 },
  completion_tokens_details: { reasoning_tokens: 30 },
};

const chunk = (delta: object, finish: string | null = null, index = 0): object => ({
  ...head,
  choices: [{ index, delta, finish_reason: finish }],
});
const piece = (index: number, text: string): object =>
  chunk({ tool_calls: [{ index, function: { arguments: text } }] });
const begin = (index: number, id: string): object =>
  chunk({ tool_calls: [{ index, id, type: "function", function: { name: "look", arguments: "" } }] });

const words = [chunk({ role: "assistant", content: "Hel" }), chunk({ content: "lo" }), chunk({}, "stop")];
const withUsage: Answer = sse([...words, { ...head, choices: [], usage }], "done");

export const openaiChat: Protocol = {
  name: "chat completions",
  expected: { inputTokens: 100, outputTokens: 40, cacheReadTokens: 60, reasoningTokens: 30 },
  whole: json(
    {
      ...head,
      object: "chat.completion",
      choices: [{ index: 0, message: { role: "assistant", content: "Hello" }, finish_reason: "stop" }],
      usage,
    },
    200,
    { "x-request-id": "req_1" },
  ),
  // As the provider does: usage only for those who ask for it.
  stream: (response, request) => {
    const { stream_options: asked } = (request.json() ?? {}) as { stream_options?: { include_usage?: boolean } };
    return asked?.include_usage === true ? withUsage(response, request) : sse(words, "done")(response, request);
  },
  streamWithUsage: withUsage,
  failsMidStream: sse(
    [words[0], { error: { message: "overloaded", type: "server_error", code: "overloaded" } }],
    "done",
  ),
  dropsMidStream: sse(words.slice(0, 1), "drop"),
  hangsMidStream: sse(words.slice(0, 1), "hang"),
  interleavedTools: sse(
    [
      begin(0, "call_a"),
      begin(1, "call_b"),
      piece(0, '{"q":'),
      piece(1, '{"q":'),
      piece(0, "1}"),
      piece(1, "2}"),
      chunk({}, "tool_calls"),
    ],
    "done",
  ),
  twoChoices: sse(
    [
      chunk({ content: "on" }, null, 0),
      chunk({ content: "tw" }, null, 1),
      chunk({ content: "e" }, null, 0),
      chunk({ content: "o" }, null, 1),
      chunk({}, "stop", 0),
      chunk({}, "length", 1),
    ],
    "done",
  ),
  rateLimited: json({ error: { message: "slow down", type: "requests", code: "rate_limit_exceeded" } }, 429, {
    "retry-after-ms": "1",
    "retry-after": "0",
  }),
};
