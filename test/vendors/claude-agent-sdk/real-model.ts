import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { type Answer, openScriptedServer, type ScriptedRequest } from "../../support/scripted-answers.ts";

/** What the model says to one request, or how the request fails. */
export type Reply =
  | { readonly blocks: readonly Block[]; readonly stop: "end_turn" | "tool_use" }
  | { readonly status: number; readonly type: string; readonly message: string };

/** A block of an answer. `pause` is how many milliseconds the model thinks after it. */
export type Block = Readonly<Record<string, unknown>> & { readonly type: string; readonly pause?: number };

/** What the executable sent: which conversation it is, and what came last in it. */
export interface Asked {
  readonly first: string;
  readonly last: string;
  /** How many requests came before. */
  readonly before: number;
}

/** Tokens that the model said it used for one request. */
export interface Served {
  readonly id: string;
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

export interface Model {
  readonly url: string;
  readonly served: readonly Served[];
  close(): Promise<void>;
}

/** A server of the Messages API on loopback. It keeps count of what it said: no two requests have the same usage. */
export async function startModel(reply: (asked: Asked) => Reply): Promise<Model> {
  const served: Served[] = [];
  let requests = 0;
  const answer: Answer = async (response, request) => {
    if (!request.path.startsWith("/v1/messages?")) {
      response.writeHead(404).end("{}");
      return;
    }
    requests += 1;
    const said = reply({ ...askedIn(request), before: requests - 1 });
    const id = `msg_${requests}`;
    response.setHeader("request-id", `req_${requests}`);
    if ("status" in said) {
      const error = { type: said.type, message: said.message };
      response.writeHead(said.status, { "content-type": "application/json" });
      response.end(JSON.stringify({ type: "error", error }));
      return;
    }
    const usage = {
      id,
      input: 10 + requests,
      output: 30 + requests,
      cacheRead: 100 * requests,
      cacheWrite: 20,
    };
    served.push(usage);
    await stream(response, said, usage, (request.json() as { model: string }).model);
  };
  const server = await openScriptedServer([answer]);
  return { url: server.url, served, close: server.close };
}

function askedIn(request: ScriptedRequest): { readonly first: string; readonly last: string } {
  const { messages } = request.json() as { messages: readonly { content: unknown }[] };
  return { first: JSON.stringify(messages[0]?.content), last: JSON.stringify(messages.at(-1)?.content) };
}

async function stream(
  response: ServerResponse,
  { blocks, stop }: Extract<Reply, { blocks: unknown }>,
  used: Served,
  model: string,
): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const say = (type: string, more: object): void => {
    response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`);
  };
  const usage = {
    input_tokens: used.input,
    cache_read_input_tokens: used.cacheRead,
    cache_creation_input_tokens: used.cacheWrite,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: used.cacheWrite },
    output_tokens: 1,
  };
  const message = { id: used.id, type: "message", role: "assistant", model, content: [], stop_reason: null, usage };
  say("message_start", { message });
  for (const [index, { pause = 0, ...block }] of blocks.entries()) {
    const isText = block.type === "text";
    say("content_block_start", { index, content_block: { ...block, ...(isText ? { text: "" } : { input: {} }) } });
    const delta = isText
      ? { type: "text_delta", text: block.text }
      : { type: "input_json_delta", partial_json: JSON.stringify(block.input) };
    say("content_block_delta", { index, delta });
    say("content_block_stop", { index });
    await wait(pause, undefined, { ref: false });
  }
  say("message_delta", { delta: { stop_reason: stop, stop_sequence: null }, usage: { output_tokens: used.output } });
  say("message_stop", {});
  response.end();
}
