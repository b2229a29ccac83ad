import type { Agent, ClientRequest, IncomingMessage } from "node:http";
import { describeError } from "../internal/guard.ts";
import type { SendResult } from "./delivery.ts";
import { readRejectedCount } from "./partial-success.ts";
import { withTracingSuppressed } from "./suppress-tracing.ts";
import { readTlsMaterial, type TlsMaterial } from "./tls-material.ts";

export interface HttpTransportOptions {
  readonly url: string;
  /** From the start of the request to the last byte of the answer. */
  readonly timeoutMillis: number;
  readonly compression: "gzip" | "none";
  readonly tls?: TlsMaterial;
}

/** Sends one request at a time per call. Never throws, never holds the process open. */
export interface Transport {
  post(body: Uint8Array, contentType: string, headers: Readonly<Record<string, string>>): Promise<SendResult>;
  close(): void;
}

const MAX_RESPONSE_BYTES = 64 * 1024;
const MAX_RETRY_AFTER_MILLIS = 300_000;
const GZIP_FROM_BYTES = 512;

/** OTLP over HTTP with a keep-alive agent that is made at the first request. */
export function createHttpTransport(options: HttpTransportOptions): Transport {
  let agent: Agent | undefined;
  return {
    async post(body, contentType, headers) {
      try {
        const signal = AbortSignal.timeout(options.timeoutMillis);
        const zipped = options.compression === "gzip" && body.byteLength >= GZIP_FROM_BYTES;
        const payload = zipped ? await gzip(body) : body;
        agent ??= createAgent(options);
        const request = withTracingSuppressed(() => open(options.url, agent, signal));
        setHeaders(request, headers, { "content-type": contentType, "content-length": String(payload.byteLength) });
        if (zipped) request.setHeader("content-encoding", "gzip");
        return await exchange(request, payload);
      } catch (error) {
        return { status: "retry", reason: describeError(error) };
      }
    },
    close() {
      agent?.destroy();
      agent = undefined;
    },
  };
}

function createAgent(options: HttpTransportOptions): Agent {
  const settings = { keepAlive: true, maxSockets: 16, scheduling: "lifo" as const };
  if (!isTls(options.url)) return new (process.getBuiltinModule("node:http").Agent)(settings);
  const tls = options.tls === undefined ? {} : readTlsMaterial(options.tls);
  return new (process.getBuiltinModule("node:https").Agent)({ ...settings, ...tls });
}

function open(url: string, agent: Agent | undefined, signal: AbortSignal): ClientRequest {
  const http = isTls(url) ? process.getBuiltinModule("node:https") : process.getBuiltinModule("node:http");
  const request = http.request(url, { method: "POST", agent, signal });
  request.on("socket", (socket) => socket.unref());
  return request;
}

function isTls(url: string): boolean {
  return /^https:/i.test(url);
}

/** Own headers come last: a configured header cannot change how the body is read. One that HTTP forbids is left out. */
function setHeaders(request: ClientRequest, ...headers: readonly Readonly<Record<string, string>>[]): void {
  for (const [name, value] of headers.flatMap((set) => Object.entries(set))) {
    try {
      request.setHeader(name, value);
    } catch {
      // Node refuses the name or value; it was reported when the destination was resolved.
    }
  }
}

function exchange(request: ClientRequest, payload: Uint8Array): Promise<SendResult> {
  return new Promise((resolve) => {
    request.on("error", (error) => resolve({ status: "retry", reason: describeError(error) }));
    request.on("response", (response) => {
      collect(response, (body) => resolve(readAnswer(response, body)));
    });
    request.end(payload);
  });
}

/** Calls `done` once, with what arrived of the body when the answer ends, breaks, is too long or runs out of time. */
function collect(response: IncomingMessage, done: (body: Uint8Array) => void): void {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const finish = (): void => done(Buffer.concat(chunks));
  response.on("data", (chunk: Uint8Array) => {
    length += chunk.byteLength;
    if (length <= MAX_RESPONSE_BYTES) chunks.push(chunk);
    else response.destroy();
  });
  response.on("end", finish);
  response.on("error", finish);
  response.on("close", finish);
}

/** The status decides: a 2xx was accepted even when the rest of the answer is missing or cannot be read. */
function readAnswer(response: IncomingMessage, body: Uint8Array): SendResult {
  const code = response.statusCode ?? 0;
  const contentType = String(response.headers["content-type"] ?? "").toLowerCase();
  if (code >= 200 && code < 300) {
    if (contentType.includes("text/html")) {
      return { status: "refused", code, reason: "the answer is a web page: this is no OTLP endpoint" };
    }
    return { status: "ok", rejected: readRejectedCount(body, contentType) };
  }
  const reason = `HTTP ${code}`;
  if (code === 408 || code === 429 || code >= 500 || code < 200) {
    const retryAfterMillis = readRetryAfter(response.headers["retry-after"]);
    return retryAfterMillis === undefined ? { status: "retry", reason } : { status: "retry", reason, retryAfterMillis };
  }
  return { status: "refused", code, reason };
}

function readRetryAfter(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === "") return undefined;
  const seconds = Number(header);
  const millis = Number.isNaN(seconds) ? Date.parse(header) - Date.now() : seconds * 1000;
  if (Number.isNaN(millis)) return undefined;
  return Math.min(Math.max(millis, 0), MAX_RETRY_AFTER_MILLIS);
}

function gzip(body: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    process.getBuiltinModule("node:zlib").gzip(body, { level: 1 }, (error, zipped) => {
      if (error === null) resolve(zipped);
      else reject(error);
    });
  });
}
