import { type Answer, json, sse } from "../../support/scripted-server.ts";

const USAGE = {
  input_tokens: 20,
  input_tokens_details: { cached_tokens: 8 },
  output_tokens: 3,
  output_tokens_details: { reasoning_tokens: 1 },
  total_tokens: 23,
};

let answered = 0;

function response(output: readonly object[], id: string): object {
  return {
    id,
    object: "response",
    created_at: 1,
    model: "gpt-5-2025-08-07",
    status: "completed",
    output,
    usage: USAGE,
  };
}

function message(text: string): object {
  const content = [{ type: "output_text", text, annotations: [] }];
  return { id: "msg_1", type: "message", role: "assistant", status: "completed", content };
}

/** A response that says something. */
export function says(text: string): Answer {
  answered += 1;
  return json(response([message(text)], `resp_s${answered}`));
}

/** A response that asks for a tool. */
export function asks(name: string, args: object): Answer {
  answered += 1;
  const call = { type: "function_call", id: "fc_1", call_id: "call_1", name, arguments: JSON.stringify(args) };
  return json(response([{ ...call, status: "completed" }], `resp_a${answered}`));
}

/** A streamed response. */
export function streams(text: string): Answer {
  return sse(eventsOf(text));
}

/** A streamed response that breaks off after its text. */
export function breaks(text: string, how: "drop" | "hang"): Answer {
  return sse(eventsOf(text).slice(0, 3), how);
}

function eventsOf(text: string): readonly object[] {
  const whole = response([message(text)], "resp_1");
  const events = [
    { type: "response.created", response: { ...whole, status: "in_progress", output: [], usage: null } },
    { type: "response.output_item.added", output_index: 0, item: message("") },
    { type: "response.output_text.delta", item_id: "msg_1", output_index: 0, content_index: 0, delta: text },
    { type: "response.completed", response: whole },
  ];
  return events.map((data) => ({ event: data.type, data }));
}

/** A chat completion. */
export function completion(content: string): Answer {
  return json({
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1,
    model: "gpt-4o-2024-08-06",
    choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
    usage: {
      prompt_tokens: 12,
      completion_tokens: 3,
      total_tokens: 15,
      prompt_tokens_details: { cached_tokens: 4 },
    },
  });
}

/** A streamed chat completion: whole with its usage, whole without, or hanging after its text. */
export function chatStreams(text: string, end: "whole" | "no usage" | "hang"): Answer {
  const chunk = (delta: object, finish: string | null, more: object = {}): object => ({
    id: "chatcmpl-2",
    object: "chat.completion.chunk",
    created: 1,
    model: "gpt-4o-2024-08-06",
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...more,
  });
  const written = chunk({ role: "assistant", content: text }, null);
  if (end === "hang") return sse([written], "hang");
  const usage = { prompt_tokens: 12, completion_tokens: 3, total_tokens: 15 };
  const told = end === "whole" ? [chunk({}, null, { choices: [], usage })] : [];
  return sse([written, chunk({}, "stop"), ...told], "done");
}
