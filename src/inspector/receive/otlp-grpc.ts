import {
  constants,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import { Readable } from "node:stream";
import { isOwnHost } from "../serve/access.ts";
import { HttpError } from "../serve/http-error.ts";
import type { Signal, Store } from "../store/store.ts";
import { ByteBudget, type ByteLease } from "./byte-budget.ts";
import { collectBody } from "./collect-body.ts";
import { decompressor } from "./decompress.ts";
import { ingestOr } from "./ingest.ts";
import { RECEIVE_LIMITS, type ReceiveLimits } from "./limits.ts";
import { exportResponse, rpcCode } from "./response-messages.ts";

export interface GrpcServerOptions {
  readonly ingest: Store["ingest"];
  /** Faults of the store. */
  readonly report: (text: string) => void;
  readonly limits?: Partial<ReceiveLimits> | undefined;
  /** Shared with other receivers. */
  readonly budget?: ByteBudget | undefined;
}

const METHODS: ReadonlyMap<string, Signal> = new Map([
  ["/opentelemetry.proto.collector.trace.v1.TraceService/Export", "traces"],
  ["/opentelemetry.proto.collector.logs.v1.LogsService/Export", "logs"],
  ["/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", "metrics"],
]);
/** Before each message: whether it is compressed, and its length. */
const PREFIX_BYTES = 5;
const MAX_SESSIONS = 256;
const IDLE_MILLIS = 10 * 60_000;
const LINGER_MILLIS = 500;

/** A server of OTLP/gRPC: the method `Export` of the three services over HTTP/2 without TLS. It does not listen yet. */
export function createGrpcServer(options: GrpcServerOptions): Http2Server {
  const limits = { ...RECEIVE_LIMITS, ...options.limits };
  const budget = options.budget ?? new ByteBudget(limits.maxBytesInFlight);
  const server = createServer({
    settings: { maxConcurrentStreams: 100, maxHeaderListSize: 16_384, enablePush: false },
    maxSessionMemory: 32,
  });
  server.maxConnections = MAX_SESSIONS;
  server.on("session", (session: ServerHttp2Session) => {
    session.on("error", () => session.destroy());
    session.setTimeout(IDLE_MILLIS, () => session.close());
  });
  server.on("stream", (stream, headers) => {
    stream.on("error", () => undefined);
    const lease = budget.lease();
    answer(stream, headers, options, limits, lease)
      .catch((error: unknown) => refuse(stream, error, options.report))
      .finally(() => lease.release());
  });
  return server;
}

async function answer(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  options: GrpcServerOptions,
  limits: ReceiveLimits,
  lease: ByteLease,
): Promise<void> {
  if (headers[":method"] !== "POST" || !/^application\/grpc(\+proto)?$/.test(headers["content-type"] ?? "")) {
    respondOnly(stream, { ":status": 415 });
    return;
  }
  const host = (headers[":authority"] ?? headers.host ?? "").toLowerCase();
  if (!isOwnHost(host, stream.session?.socket.localPort ?? 0))
    throw new HttpError(421, "the inspector answers to 127.0.0.1, localhost and [::1] with its port");
  // No sender is a web page.
  if (headers.origin !== undefined) throw new HttpError(403, "the inspector takes nothing from pages");
  const signal = METHODS.get(headers[":path"] ?? "");
  if (signal === undefined) throw new HttpError(405, "OTLP has no such method");
  const framed = await collectBody(stream, undefined, withPrefix(limits), lease);
  const body = await readMessage(framed, headers["grpc-encoding"], limits, lease);
  const ingested = await ingestOr(options.ingest, signal, "protobuf", body, options.report);
  if (stream.destroyed) return;
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  stream.end(frame(exportResponse(signal, "protobuf", ingested)));
}

function withPrefix(limits: ReceiveLimits): ReceiveLimits {
  const { maxWireBytes, maxBodyBytes } = limits;
  return { ...limits, maxWireBytes: maxWireBytes + PREFIX_BYTES, maxBodyBytes: maxBodyBytes + PREFIX_BYTES };
}

/** The one message of a request. @throws HttpError */
async function readMessage(
  framed: Uint8Array<ArrayBuffer>,
  encoding: string | string[] | undefined,
  limits: ReceiveLimits,
  lease: ByteLease,
): Promise<Uint8Array<ArrayBuffer>> {
  const view = new DataView(framed.buffer, framed.byteOffset, framed.byteLength);
  if (framed.byteLength < PREFIX_BYTES || view.getUint32(1) !== framed.byteLength - PREFIX_BYTES)
    throw new HttpError(400, "the request is not one message");
  const message = framed.slice(PREFIX_BYTES);
  if (view.getUint8(0) === 0) return message;
  const decompress = decompressor(String(encoding));
  if (decompress === undefined || decompress === null)
    throw new HttpError(405, "the grpc-encoding is none of gzip, deflate and zstd");
  return collectBody(Readable.from([Buffer.from(message.buffer)]), decompress, limits, lease);
}

function frame(message: Uint8Array): Buffer {
  const framed = Buffer.alloc(PREFIX_BYTES + message.byteLength);
  framed.writeUInt32BE(message.byteLength, 1);
  framed.set(message, PREFIX_BYTES);
  return framed;
}

function refuse(stream: ServerHttp2Stream, error: unknown, report: (text: string) => void): void {
  if (!(error instanceof HttpError)) report(String(error));
  const { status, message } = error instanceof HttpError ? error : new HttpError(500, "the inspector failed");
  if (stream.destroyed || stream.headersSent) {
    stream.destroy();
    return;
  }
  respondOnly(stream, {
    ":status": 200,
    "content-type": "application/grpc",
    "grpc-status": String(rpcCode(status)),
    "grpc-message": encodeURIComponent(message),
  });
}

/** Answers without a message. The rest of the request is passed over for a moment, so that its sender gets to read the answer. */
function respondOnly(stream: ServerHttp2Stream, headers: OutgoingHttpHeaders): void {
  stream.respond(headers, { endStream: true });
  const timer = setTimeout(() => stream.close(constants.NGHTTP2_NO_ERROR), LINGER_MILLIS).unref();
  stream.once("close", () => clearTimeout(timer)).resume();
}
