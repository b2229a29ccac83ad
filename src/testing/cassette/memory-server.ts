import { EventEmitter } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import type { Duplex } from "node:stream";
import { WireHeaders } from "../../instrumentation/http/wire-response.ts";
import type { SentRequest } from "./describe-request.ts";
import { MemorySocket } from "./memory-socket.ts";
import type { Reply, ReplyHeaders } from "./play-exchange.ts";
import { turn } from "./real-time.ts";
import { errorOf } from "./stored-error.ts";

/** A request that has come in whole. */
export interface ReceivedRequest extends SentRequest {
  readonly body: Uint8Array;
  /** All its headers, names and values in turn. */
  readonly rawHeaders: readonly string[];
}

export type Answer = (request: ReceivedRequest, reply: Reply) => Promise<void>;

/** Connections to servers that are not asked: their requests are answered in the process. */
export interface MemoryServer {
  /** @param origin `https://api.openai.com` @returns the end that a client of HTTP/1.1 writes to */
  connect(origin: string): MemorySocket;
  /** The same for a client of HTTP/2. */
  connect2(origin: string): MemorySocket;
  /** Ends connections on which nothing is asked, now or when they were answered: a client keeps them for good. */
  close(): void;
}

export function createMemoryServer(answer: Answer): MemoryServer {
  const clients = new WeakMap<MemorySocket, { readonly origin: string; readonly client: MemorySocket }>();
  const sessions = new Set<http2.ServerHttp2Session>();
  /** Ends of a server on which nothing is asked now. */
  const idle = new Set<Duplex>();
  let isClosed = false;
  const rests = (socket: Duplex): void => {
    if (isClosed) socket.destroy();
    else if (!socket.destroyed) idle.add(socket);
  };
  const server = http.createServer(
    { requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0 },
    (request, response) => {
      const { socket } = request;
      idle.delete(socket);
      response.once("close", () => void turn().then(() => rests(socket)));
      const place = clients.get(request.socket as unknown as MemorySocket);
      if (place === undefined) response.destroy();
      else
        serve(request, response, place.origin, place.client, answer).catch(async (error: Error) => {
          // In the turn of a request, clients do not expect their connection to go.
          await turn();
          place.client.destroy(error);
        });
    },
  );
  // Not by the prototype: instrumentations of servers patch that, and this is none that anybody should see.
  server.emit = EventEmitter.prototype.emit;
  return {
    connect(origin) {
      const [client, peer] = MemorySocket.pair(origin.startsWith("https:"));
      clients.set(peer, { origin, client });
      peer.on("error", () => undefined);
      peer.once("close", () => idle.delete(peer));
      server.emit("connection", peer);
      if (!isClosed) idle.add(peer);
      return client;
    },
    connect2(origin) {
      const [client, peer] = MemorySocket.pair(origin.startsWith("https:"));
      peer.on("error", () => undefined);
      const session = http2.performServerHandshake(peer);
      session.on("error", () => undefined);
      sessions.add(session);
      session.once("close", () => sessions.delete(session));
      session.on("stream", (stream, headers) => {
        // A cassette may hold what no server can say, and who asked may have gone.
        serve2(stream, headers, origin, client, answer).catch(() => stream.destroy());
      });
      return client;
    },
    close() {
      isClosed = true;
      // What was asked last is heard of by then.
      void turn().then(() => {
        for (const socket of idle) socket.destroy();
      });
      for (const session of sessions) session.close();
    },
  };
}

async function serve(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  origin: string,
  client: MemorySocket,
  answer: Answer,
): Promise<void> {
  response.sendDate = false;
  const closed = new Promise<void>((resolve) => void response.once("close", resolve));
  const body = await bodyOf(request);
  if (body === undefined) return;
  const { method = "GET", url = "/", headers, rawHeaders } = request;
  await answer(
    { method, url: new URL(url, origin), headers: new WireHeaders(headers), rawHeaders, body },
    {
      closed,
      head(status, kept: ReplyHeaders) {
        response.writeHead(status, kept);
        response.flushHeaders();
      },
      write: (bytes) => void response.write(bytes),
      end: () => void response.end(),
      cut(error) {
        // A server that goes tells nothing; what the system says of a connection, the client is told itself.
        if (error?.code === undefined || isOwnWord(error.code)) request.socket.destroy();
        else client.destroy(errorOf(error));
      },
    },
  );
}

async function serve2(
  stream: http2.ServerHttp2Stream,
  headers: http2.IncomingHttpHeaders,
  origin: string,
  client: MemorySocket,
  answer: Answer,
): Promise<void> {
  stream.on("error", () => undefined);
  const closed = new Promise<void>((resolve) => void stream.once("close", resolve));
  const body = await bodyOf(stream);
  if (body === undefined) return;
  const path = String(headers[":path"] ?? "/");
  const rawHeaders = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith(":") ? [] : [name, String(value)],
  );
  await answer(
    {
      method: String(headers[":method"] ?? "GET"),
      url: new URL(path, origin),
      headers: new WireHeaders(headers),
      rawHeaders,
      body,
    },
    {
      closed,
      head: (status, kept) => stream.respond({ ...kept, ":status": status }),
      write: (bytes) => void stream.write(bytes),
      end: () => void stream.end(),
      cut(error) {
        if (error?.code === undefined || isOwnWord(error.code)) stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
        else client.destroy(errorOf(error));
      },
    },
  );
}

/** What clients say of a connection that just ended; they say it again. */
function isOwnWord(code: string): boolean {
  return ["UND_ERR_SOCKET", "ECONNRESET", "EPIPE"].includes(code) || code.startsWith("ERR_");
}

/** Undefined when whoever asked has gone before it was said. */
async function bodyOf(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of stream) pieces.push(piece);
    return Buffer.concat(pieces);
  } catch {
    return undefined; // Called off.
  }
}
