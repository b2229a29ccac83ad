import type { ServerResponse } from "node:http";

/** A body of a request as JSON. */
export type Body = Readonly<Record<string, unknown>>;

const COMMAND = "echo four-sheep";
const ANSWER = "There are four sheep.";

/** In a request's body: what a tool answered. */
const TOOL_ANSWER = /"functionResponse":|"type":"(function_call_output|tool_result)"/;

/** Answers of three providers to the same story: the model asks for a command first, and answers when it has seen what came out. */
export function answerAsModel(path: string, body: Body, response: ServerResponse): boolean {
  const isSecond = TOOL_ANSWER.test(JSON.stringify(body));
  if (path.includes(":streamGenerateContent")) answerGemini(response, isSecond, true);
  else if (path.includes(":generateContent")) answerGemini(response, true, false);
  else if (path.startsWith("/v1/responses")) answerResponses(response, isSecond);
  else if (path.startsWith("/v1/messages/count_tokens")) json(response, { input_tokens: 12 });
  else if (path.startsWith("/v1/messages")) answerMessages(response, body, isSecond);
  else return false;
  return true;
}

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

function events(response: ServerResponse, items: readonly (Body & { readonly type?: string })[], named: boolean): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const item of items) {
    response.write(`${named ? `event: ${item.type}\n` : ""}data: ${JSON.stringify(item)}\n\n`);
  }
  response.end();
}

function answerGemini(response: ServerResponse, isSecond: boolean, isStream: boolean): void {
  const part = isSecond
    ? { text: ANSWER }
    : { functionCall: { id: "call_1", name: "run_shell_command", args: { command: COMMAND, description: "counts" } } };
  const answer = {
    candidates: [{ index: 0, content: { role: "model", parts: [part] }, finishReason: "STOP" }],
    usageMetadata: {
      promptTokenCount: isSecond ? 120 : 100,
      cachedContentTokenCount: isSecond ? 80 : 0,
      candidatesTokenCount: 7,
      thoughtsTokenCount: 5,
      totalTokenCount: isSecond ? 132 : 112,
    },
    modelVersion: "gemini-2.5-pro",
    responseId: isSecond ? "gem_2" : "gem_1",
  };
  if (isStream) events(response, [answer], false);
  else json(response, answer);
}

function answerResponses(response: ServerResponse, isSecond: boolean): void {
  const id = isSecond ? "resp_2" : "resp_1";
  const item = isSecond
    ? {
        type: "message",
        id: "msg_1",
        role: "assistant",
        content: [{ type: "output_text", text: ANSWER, annotations: [] }],
      }
    : {
        type: "function_call",
        id: "fc_1",
        call_id: "call_1",
        name: "exec_command",
        arguments: JSON.stringify({ cmd: COMMAND }),
      };
  const usage = {
    input_tokens: isSecond ? 120 : 100,
    input_tokens_details: { cached_tokens: isSecond ? 80 : 0 },
    output_tokens: 12,
    output_tokens_details: { reasoning_tokens: 5 },
    total_tokens: isSecond ? 132 : 112,
  };
  events(
    response,
    [
      { type: "response.created", response: { id, status: "in_progress" } },
      { type: "response.output_item.added", output_index: 0, item },
      { type: "response.output_item.done", output_index: 0, item },
      { type: "response.completed", response: { id, status: "completed", output: [item], usage } },
    ],
    true,
  );
}

function answerMessages(response: ServerResponse, body: Body, isSecond: boolean): void {
  const wantsTools = Array.isArray(body.tools) && body.tools.length > 0;
  const block =
    isSecond || !wantsTools ? { type: "text", text: "" } : { type: "tool_use", id: "toolu_1", name: "Bash", input: {} };
  const delta =
    block.type === "text"
      ? { type: "text_delta", text: ANSWER }
      : { type: "input_json_delta", partial_json: JSON.stringify({ command: COMMAND, description: "Counts" }) };
  const usage = {
    input_tokens: 20,
    cache_read_input_tokens: isSecond ? 80 : 0,
    cache_creation_input_tokens: 30,
    output_tokens: 1,
  };
  const message = {
    id: `msg_${isSecond ? 2 : 1}`,
    type: "message",
    role: "assistant",
    model: body.model,
    content: [],
    usage,
  };
  const stop = block.type === "text" ? "end_turn" : "tool_use";
  if (body.stream !== true) {
    json(response, {
      ...message,
      content: [{ type: "text", text: ANSWER }],
      stop_reason: "end_turn",
      usage: { ...usage, output_tokens: 12 },
    });
    return;
  }
  events(
    response,
    [
      { type: "message_start", message },
      { type: "content_block_start", index: 0, content_block: block },
      { type: "content_block_delta", index: 0, delta },
      { type: "content_block_stop", index: 0 },
      { type: "message_delta", delta: { stop_reason: stop, stop_sequence: null }, usage: { output_tokens: 12 } },
      { type: "message_stop" },
    ],
    true,
  );
}
