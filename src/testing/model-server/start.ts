import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { realTimers } from "../../internal/real-timers.ts";
import { completeAnswer } from "./answer-parts.ts";
import type { Body } from "./body.ts";
import { embeddings } from "./embeddings.ts";
import { errorOf } from "./error-body.ts";
import { answerBody, answerFrames } from "./frames.ts";
import { type ModelApi, type ModelRequest, readModelRequest, routeOf } from "./model-request.ts";
import { type AnswerTurn, type ErrorTurn, followTurns, type ModelScript } from "./turn.ts";

/** Options of `startModelServer()`. */
export interface ModelServerOptions {
  /** What the model says: one turn for each request, or a function of the request. */
  readonly turns: ModelScript;
  /** @defaultValue 0, any free port */
  readonly port?: number | undefined;
}

/**
 * A model on loopback that says what a script tells it. It speaks OpenAI's chat completions, responses and embeddings, Anthropic's messages and Google's
 * generateContent, each streamed and plain.
 */
export interface ModelServer extends AsyncDisposable {
  /** Without a path: Anthropic's `baseURL`, and the `baseUrl` of Google's `httpOptions`. */
  readonly url: string;
  /** With `/v1`: OpenAI's `baseURL`. */
  readonly openaiUrl: string;
  /** Requests in the order in which they came. */
  readonly requests: readonly ModelRequest[];
  /** Requests that are being answered, and whose sender has not gone away. */
  readonly openRequests: number;
  /** Ends every connection, those that hang as well. */
  close(): Promise<void>;
}

/** Starts a scripted model on loopback. Rejects with TypeError for turns that are none. */
export async function startModelServer(options: ModelServerOptions): Promise<ModelServer> {
  const requests: ModelRequest[] = [];
  const turnOf = followTurns(options.turns);
  let openRequests = 0;
  const server = createServer((incoming, response) => {
    openRequests += 1;
    response.once("close", () => {
      openRequests -= 1;
    });
    respond(incoming, response).catch((error: unknown) => {
      // A script that throws is the test's own fault, and is to be seen.
      if (response.headersSent) response.destroy();
      else sendError(response, undefined, { error: { status: 400, message: `the script failed: ${String(error)}` } });
    });
  });

  async function respond(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (incoming.url ?? "/").split("?")[0] ?? "/";
    const body = await readJson(incoming);
    const route = routeOf(path);
    if (route === undefined)
      return sendError(response, undefined, { error: { status: 404, message: `there is no ${path}` } });
    const { api } = route;
    if (body === undefined) return refuse(response, api, "the body is no JSON object");
    const request = readModelRequest(route, path, incoming.headers, body, requests.length + 1);
    requests.push(request);
    const id = `req_${request.call}`;
    response.setHeader(api === "anthropic.messages" ? "request-id" : "x-request-id", id);
    const turn = turnOf(request) ?? (api === "openai.embeddings" ? {} : undefined);
    if (turn === undefined) return refuse(response, api, `the script has no turn for request ${request.call}`);
    if ("hang" in turn) return;
    if ("drop" in turn) {
      incoming.socket.destroy();
    } else if ("error" in turn) sendError(response, api, turn);
    else if (api === "openai.embeddings") sendJson(response, 200, embeddings(body));
    else await sendAnswer(response, request, turn);
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url,
    openaiUrl: `${url}/v1`,
    requests,
    get openRequests() {
      return openRequests;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function sendAnswer(response: ServerResponse, request: ModelRequest, turn: AnswerTurn): Promise<void> {
  const answer = completeAnswer(turn, request);
  if (!request.stream) {
    await pause(turn);
    return sendJson(response, 200, answerBody(answer, request));
  }
  const frames = answerFrames(answer, request);
  const { cutAfter, hangAfter } = turn;
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  for (const frame of frames.slice(0, cutAfter ?? hangAfter)) {
    await pause(turn);
    if (response.destroyed) return;
    await new Promise<void>((resolve) => response.write(frame, () => resolve()));
  }
  if (cutAfter !== undefined) response.destroy();
  else if (hangAfter === undefined) response.end();
}

/** In the time of the system, whatever clock the test has. */
async function pause({ chunkDelayMillis = 0 }: AnswerTurn): Promise<void> {
  if (chunkDelayMillis > 0) await new Promise<void>((resolve) => void realTimers.setTimeout(resolve, chunkDelayMillis));
}

function refuse(response: ServerResponse, api: ModelApi, message: string): void {
  sendError(response, api, { error: { status: 400, message } });
}

function sendError(response: ServerResponse, api: ModelApi | undefined, turn: ErrorTurn): void {
  const { status, body } = errorOf(api, turn);
  if (turn.retryAfter !== undefined) response.setHeader("retry-after", String(turn.retryAfter));
  sendJson(response, status, body);
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

async function readJson(incoming: IncomingMessage): Promise<Body | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    return typeof body === "object" && body !== null ? (body as Body) : undefined;
  } catch {
    return undefined; // Said to the client by the 400 that follows.
  }
}
