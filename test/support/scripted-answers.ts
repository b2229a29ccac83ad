import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as the scripted provider received it. */
export interface ScriptedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
  /** The body as JSON; `undefined` when it is none. */
  json(): unknown;
}

/** Answers one request. The answers come in the order of the script; the last one is given to all requests after it. */
export type Answer = (response: ServerResponse, request: ScriptedRequest) => void | Promise<void>;

export interface ScriptedServer {
  readonly url: string;
  readonly port: number;
  readonly requests: readonly ScriptedRequest[];
}

/** A provider on loopback that answers as scripted, until it is closed. */
export async function openScriptedServer(
  answers: readonly Answer[],
): Promise<ScriptedServer & { close(): Promise<void> }> {
  const requests: ScriptedRequest[] = [];
  const server = createServer((incoming, response) => {
    void receive(incoming).then(async (request) => {
      const answer = answers[Math.min(requests.length, answers.length - 1)];
      requests.push(request);
      await answer?.(response, request);
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

/** A whole answer in JSON. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  };
}

/** Server-sent events: each item is the data of one event, or `{ event, data }`. Text is sent as it is. */
export function sse(
  items: readonly unknown[],
  end: "done" | "close" | "drop" | "hang" = "close",
  headers: Record<string, string> = {},
): Answer {
  return async (response) => {
    response.writeHead(200, { "content-type": "text/event-stream", ...headers });
    for (const item of items) {
      response.write(toEvent(item));
      await new Promise(setImmediate);
    }
    if (end === "done") response.end("data: [DONE]\n\n");
    else if (end === "close") response.end();
    else if (end === "drop") response.destroy();
  };
}

/** Raw bytes, chunk by chunk. */
export function raw(
  chunks: readonly (string | Uint8Array)[],
  headers: Record<string, string> = {},
  status = 200,
): Answer {
  return async (response) => {
    response.writeHead(status, headers);
    for (const chunk of chunks) {
      response.write(chunk);
      await new Promise(setImmediate);
    }
    response.end();
  };
}

/** Accepts the request and says nothing. */
export function hang(): Answer {
  return () => undefined;
}

/** Closes the connection without an answer. */
export function drop(): Answer {
  return (response) => {
    response.destroy();
  };
}

function toEvent(item: unknown): string {
  if (typeof item === "string") return item;
  const { event, data } = (
    typeof item === "object" && item !== null && "event" in item && "data" in item ? item : { data: item }
  ) as {
    event?: string;
    data: unknown;
  };
  return `${event === undefined ? "" : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;
}

async function receive(incoming: IncomingMessage): Promise<ScriptedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return {
    method: incoming.method ?? "",
    path: incoming.url ?? "",
    headers: incoming.headers,
    body,
    json: () => {
      try {
        return JSON.parse(body.toString("utf8"));
      } catch {
        return undefined;
      }
    },
  };
}
