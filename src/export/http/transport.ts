import type { ClientRequest, IncomingMessage } from "node:http";
import { describeError } from "../../internal/guard.ts";
import type { SendResult } from "../delivery.ts";
import { collect, isTransient, readAnswer } from "./answer.ts";
import { type Connection, type ConnectionOptions, createConnection } from "./connection.ts";
import type { HeaderSource } from "./header-source.ts";
import { TunnelRefused } from "./proxy-tunnel.ts";
import { withTracingSuppressed } from "./suppress-tracing.ts";
import { USER_AGENT } from "./user-agent.ts";

export interface HttpTransportOptions extends ConnectionOptions {
  /** From the question for headers to the last byte of the answer; a whole number. */
  readonly timeoutMillis: number;
  readonly compression: "gzip" | "none";
  /** What is shorter is sent as it is. @defaultValue 512 */
  readonly compressFromBytes?: number;
  readonly observer?: TransportObserver;
}

/** Sees what requests meet, for whoever looks into why nothing arrives. */
export interface TransportObserver {
  /** An answer, with what was read of its body. */
  answered(response: Pick<IncomingMessage, "statusCode" | "headers">, body: Uint8Array): void;
  /** No answer began. */
  failed(error: unknown): void;
}

/** Sends one request at a time per call. Never holds the process open. */
export interface Transport {
  /** The time for the request runs while `headers` are asked for, and their signal aborts with it. Rejects as they do, and never else. */
  post(body: Uint8Array, contentType: string, headers: HeaderSource["read"], giveUp?: AbortSignal): Promise<SendResult>;
  close(): void;
}

const COMPRESS_FROM_BYTES = 512;
const NO_ANSWER = 0;

/** OTLP over HTTP with connections that are made at the first request and kept alive. */
export function createHttpTransport(options: HttpTransportOptions): Transport {
  const { compression, compressFromBytes = COMPRESS_FROM_BYTES } = options;
  let connection: Connection | undefined;
  return {
    async post(body, contentType, headers, giveUp) {
      const timeout = AbortSignal.timeout(options.timeoutMillis);
      const signal = giveUp === undefined ? timeout : AbortSignal.any([timeout, giveUp]);
      const given = await headers(signal);
      try {
        const zipped = compression === "gzip" && body.byteLength >= compressFromBytes;
        const payload = zipped ? await gzip(body) : body;
        connection ??= createConnection(options);
        const own = { "content-type": contentType, "content-length": String(payload.byteLength) };
        const encoding = zipped ? { "content-encoding": "gzip" } : {};
        return await send(connection, signal, payload, [USER_AGENT, given, own, encoding], options.observer);
      } catch (error) {
        options.observer?.failed(error);
        if (error instanceof TunnelRefused) return fromTunnel(error);
        return { status: "retry", reason: timeout.aborted ? noAnswer(options.timeoutMillis) : reasonOf(error) };
      }
    },
    close() {
      connection?.close();
      connection = undefined;
    },
  };
}

/** A connection that the backend closed while it was idle says nothing about the backend: the next one is tried at once. */
async function send(
  connection: Connection,
  signal: AbortSignal,
  payload: Uint8Array,
  headers: readonly Readonly<Record<string, string>>[],
  observer: TransportObserver | undefined,
): Promise<SendResult> {
  for (;;) {
    const request = withTracingSuppressed(() => connection.open(signal));
    setHeaders(request, ...headers);
    try {
      return await exchange(request, payload, signal, observer);
    } catch (error) {
      if (!request.reusedSocket || signal.aborted || !isHangUp(error)) throw error;
    }
  }
}

function isHangUp(error: unknown): boolean {
  return ["ECONNRESET", "EPIPE"].includes(codeOf(error) ?? "");
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function noAnswer(timeoutMillis: number): string {
  return `no answer within ${timeoutMillis} ms`;
}

/** Several failed addresses of one host come as an error without a message. */
function reasonOf(error: unknown): string {
  return error instanceof Error && error.message === "" ? (codeOf(error) ?? error.name) : describeError(error);
}

/** Those of the body come last: a configured header cannot change how it is read. One that HTTP forbids is left out. */
function setHeaders(request: ClientRequest, ...headers: readonly Readonly<Record<string, string>>[]): void {
  for (const [name, value] of headers.flatMap((set) => Object.entries(set))) {
    try {
      request.setHeader(name, value);
    } catch {
      // Node refuses the name or value; it was reported when the destination was resolved, or its function asked.
    }
  }
}

/** Rejects when no answer begins. */
function exchange(
  request: ClientRequest,
  payload: Uint8Array,
  signal: AbortSignal,
  observer: TransportObserver | undefined,
): Promise<SendResult> {
  return new Promise((resolve, reject) => {
    request.on("error", reject);
    request.on("response", (response) => {
      // From here on the status decides, however the rest of the answer ends.
      signal.removeEventListener("abort", reject);
      request.off("error", reject).on("error", () => {});
      collect(response, (body) => {
        observer?.answered(response, body);
        resolve(readAnswer(response, body));
      });
    });
    // A request that still waits for its connection does not fail by itself.
    signal.addEventListener("abort", reject, { once: true });
    request.end(payload);
  });
}

/** The backend saw nothing of the request, so it must not look like an answer to it: no code makes the batch be split. */
function fromTunnel({ code, message: reason }: TunnelRefused): SendResult {
  return isTransient(code) ? { status: "retry", reason } : { status: "refused", code: NO_ANSWER, reason };
}

function gzip(body: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    process.getBuiltinModule("node:zlib").gzip(body, { level: 1 }, (error, zipped) => {
      if (error === null) resolve(zipped);
      else reject(error);
    });
  });
}
