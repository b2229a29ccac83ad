import { type Answer, json, sse } from "../../support/scripted-server.ts";

const USAGE = {
  prompt_tokens: 12,
  completion_tokens: 3,
  total_tokens: 15,
  prompt_tokens_details: { cached_tokens: 4 },
  completion_tokens_details: { reasoning_tokens: 1 },
};

/** A chat completion of OpenAI with cached and reasoning tokens. */
export function completion(content: string, toolCalls?: readonly object[]): Answer {
  const message = { role: "assistant", content, ...(toolCalls !== undefined && { tool_calls: toolCalls }) };
  return json({
    // LangGraph takes messages of one id for the same message.
    id: toolCalls === undefined ? "chatcmpl-1" : "chatcmpl-0",
    object: "chat.completion",
    created: 1,
    model: "gpt-4o-2024-08-06",
    choices: [{ index: 0, message, finish_reason: toolCalls === undefined ? "stop" : "tool_calls" }],
    usage: USAGE,
  });
}

/** A call of a tool as OpenAI writes it. */
export function toolCall(id: string, name: string, args: object): object {
  return { id, type: "function", function: { name, arguments: JSON.stringify(args) } };
}

function chunk(delta: object, finish: string | null = null): object {
  return { ...CHUNK, choices: [{ index: 0, delta, finish_reason: finish }] };
}

const CHUNK = { id: "chatcmpl-2", object: "chat.completion.chunk", created: 1, model: "gpt-4o-2024-08-06" };

/** The chunks of a streamed completion with usage in the last one. */
export const STREAM: readonly object[] = [
  chunk({ role: "assistant", content: "" }),
  chunk({ content: "hel" }),
  chunk({ content: "lo" }),
  chunk({}, "stop"),
  { ...CHUNK, choices: [], usage: USAGE },
];

export function streamed(end: "done" | "drop" | "hang" = "done"): Answer {
  return sse(end === "done" ? STREAM : STREAM.slice(0, 3), end);
}

/** A streamed message of Anthropic, with cached tokens of both lifetimes. */
export function anthropicStream(): Answer {
  const events = [
    {
      type: "message_start",
      message: {
        id: "msg_1",
        type: "message",
        role: "assistant",
        model: "claude-sonnet-4-5",
        content: [],
        stop_reason: null,
        usage: {
          input_tokens: 100,
          cache_read_input_tokens: 50,
          cache_creation_input_tokens: 20,
          cache_creation: { ephemeral_5m_input_tokens: 5, ephemeral_1h_input_tokens: 15 },
          output_tokens: 2,
          service_tier: "standard",
        },
      },
    },
    { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "hi" } },
    { type: "content_block_stop", index: 0 },
    { type: "message_delta", delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 30 } },
    { type: "message_stop" },
  ];
  return sse(events.map((data) => ({ event: data.type, data })));
}
