import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { completeAnswer } from "./model/answer-parts.ts";
import { chatCompletion, chatCompletionChunks } from "./model/chat-completions.ts";
import { DEMO_SCRIPT } from "./model/demo-script.ts";
import { embeddings } from "./model/embeddings.ts";
import { type ModelRequest, readModelRequest } from "./model/model-request.ts";
import { responseBody, responseEvents } from "./model/responses.ts";
import { type Answer, type ErrorReply, followScript, type Step } from "./model/script.ts";

export interface ModelServerOptions {
  /** @defaultValue the script of a support agent with two tools */
  readonly script?: readonly Step[];
  /** @defaultValue 0, any free port */
  readonly port?: number;
}

/** A model on loopback that speaks the chat completions, responses and embeddings APIs of OpenAI and says what a script tells it. */
export interface ModelServer {
  /** Base URL, for the client's `baseURL`. */
  readonly url: string;
  /** Requests in the order in which they came. */
  readonly requests: readonly ModelRequest[];
  /** Requests that are being answered, and whose sender has not gone away. */
  readonly openRequests: number;
  close(): Promise<void>;
}

const PATHS: readonly string[] = ["/v1/chat/completions", "/v1/responses", "/v1/embeddings"];

export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const requests: ModelRequest[] = [];
  const replyTo = followScript(options.script ?? DEMO_SCRIPT);
  let openRequests = 0;
  const server = createServer((incoming, response) => {
    openRequests += 1;
    response.once("close", () => {
      openRequests -= 1;
    });
    respond(incoming, response).catch(() => response.destroy());
  });

  async function respond(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (incoming.url ?? "/").split("?")[0] ?? "/";
    const body = await readJson(incoming);
    if (!isModelPath(path)) return sendError(response, { status: 404, message: `there is no ${path}` });
    if (body === undefined) return sendError(response, { status: 400, message: "the body is no JSON object" });
    const request = readModelRequest(path, incoming.headers, body, requests.length + 1);
    requests.push(request);
    response.setHeader("x-request-id", `req_${request.call}`);
    const reply = replyTo(request);
    if (reply !== undefined && "error" in reply) return sendError(response, reply.error);
    if (reply !== undefined && "failure" in reply) {
      if (reply.failure === "drop") incoming.socket.destroy();
      return;
    }
    if (path === "/v1/embeddings") return sendJson(response, 200, embeddings(body));
    if (reply === undefined) return sendError(response, { status: 400, message: "no step of the script answers this" });
    await sendAnswer(response, request, reply);
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    get openRequests() {
      return openRequests;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function sendAnswer(response: ServerResponse, request: ModelRequest, answer: Answer): Promise<void> {
  const full = completeAnswer(answer, request);
  const isChat = request.path === "/v1/chat/completions";
  if (!request.stream) {
    await pause(answer);
    return sendJson(response, 200, isChat ? chatCompletion(full) : responseBody(full, request.body));
  }
  const frames = isChat
    ? [
        ...chatCompletionChunks(full, request.body).map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`),
        "data: [DONE]\n\n",
      ]
    : responseEvents(full, request.body).map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  const { events: limit, by } = answer.breakAfter ?? { events: frames.length, by: undefined };
  for (const frame of frames.slice(0, limit)) {
    await pause(answer);
    if (response.destroyed) return;
    await new Promise<void>((resolve) => response.write(frame, () => resolve()));
  }
  if (by === "drop") response.destroy();
  else if (by === undefined) response.end();
}

async function pause({ chunkDelayMillis = 0 }: Answer): Promise<void> {
  if (chunkDelayMillis > 0) await new Promise((resolve) => setTimeout(resolve, chunkDelayMillis));
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

function sendError(response: ServerResponse, error: ErrorReply["error"]): void {
  const { status, message = `scripted error ${status}`, code = null, retryAfterSeconds } = error;
  const type =
    error.type ?? (status === 429 ? "rate_limit_error" : status >= 500 ? "server_error" : "invalid_request_error");
  if (retryAfterSeconds !== undefined) response.setHeader("retry-after", String(retryAfterSeconds));
  sendJson(response, status, { error: { message, type, param: null, code } });
}

async function readJson(incoming: IncomingMessage): Promise<Readonly<Record<string, unknown>> | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    return typeof body === "object" && body !== null ? (body as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined; // Said to the client by the 400 that follows.
  }
}

function isModelPath(path: string): path is ModelRequest["path"] {
  return PATHS.includes(path);
}
