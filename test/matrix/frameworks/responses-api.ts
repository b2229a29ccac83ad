import { type Answer, json, sse } from "../../support/scripted-answers.ts";

/** What a model says, or the tools it asks for, in the words of OpenAI's Responses API. */
export interface Said {
  readonly id: string;
  readonly text?: string;
  readonly calls?: readonly { readonly id: string; readonly arguments: string }[];
}

const usage = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 60 },
  output_tokens: 40,
  output_tokens_details: { reasoning_tokens: 30 },
  total_tokens: 140,
};

/** The same answer as of the chat API, streamed where the request asks for that. */
export const responds =
  (said: Said): Answer =>
  (response, request) => {
    const { stream } = (request.json() ?? {}) as { stream?: boolean };
    const answer = stream === true ? sse(eventsOf(said)) : json(whole(said));
    return answer(response, request);
  };

/** `"Hel"`, and then the server says that it failed, the connection is gone, or nothing comes. */
export function respondsInPart(how: "fails" | "drop" | "hang"): Answer {
  const begun = eventsOf({ id: "resp_broken", text: "Hello" }).slice(0, 3);
  const failure = { type: "error", code: "overloaded", message: "overloaded", param: null, sequence_number: 9 };
  return how === "fails" ? sse([...begun, { event: "error", data: failure }]) : sse(begun, how);
}

function whole(said: Said, status = "completed"): object {
  const output = status === "completed" ? itemsOf(said) : [];
  const head = { id: said.id, object: "response", created_at: 1, model: "gpt-4o-2024-08-06", tools: [] };
  return { ...head, status, output, ...(status === "completed" && { usage }) };
}

function itemsOf({ id, text, calls = [] }: Said): object[] {
  const content = [{ type: "output_text", text, annotations: [] }];
  const message = { type: "message", id: `msg_${id}`, role: "assistant", status: "completed", content };
  const asked = calls.map((call) => ({
    type: "function_call",
    id: `fc_${call.id}`,
    call_id: call.id,
    name: "look",
    arguments: call.arguments,
    status: "completed",
  }));
  return text === undefined ? asked : [message];
}

function eventsOf(said: Said): object[] {
  const half = Math.ceil((said.text?.length ?? 0) / 2);
  const texts = said.text === undefined ? [] : [said.text.slice(0, half), said.text.slice(half)];
  const place = { item_id: `msg_${said.id}`, output_index: 0, content_index: 0 };
  const events: { readonly type: string }[] = [
    { type: "response.created", ...{ response: whole(said, "in_progress") } },
    ...itemsOf(said).map((item, index) => ({ type: "response.output_item.added", output_index: index, item })),
    ...texts.map((delta) => ({ type: "response.output_text.delta", ...place, delta })),
    ...itemsOf(said).map((item, index) => ({ type: "response.output_item.done", output_index: index, item })),
    { type: "response.completed", ...{ response: whole(said) } },
  ];
  return events.map((data, sequence) => ({ event: data.type, data: { sequence_number: sequence, ...data } }));
}
