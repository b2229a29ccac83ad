import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { decodeOtlp, type OtlpJson } from "./otlp/decode-otlp.ts";
import {
  flattenLogs,
  flattenMetrics,
  flattenSpans,
  type ReceivedLog,
  type ReceivedMetric,
  type ReceivedSpan,
} from "./otlp/flatten-otlp.ts";
import type { MessageName } from "./otlp/otlp-schema.ts";

/** One request as it came in. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The body after gunzip, or as it came when it cannot be unzipped. */
  readonly body: Uint8Array;
  /** The body as OTLP/JSON; absent for another path or a body that cannot be read. */
  readonly otlp?: OtlpJson;
  /** What the receiver answered. */
  readonly status: number;
}

export interface ReceiverResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface ReceiverOptions {
  /** @defaultValue 0, any free port */
  readonly port?: number;
  /**
   * Answers in place of the receiver; `undefined` lets it accept. What is answered with another status than 2xx is not kept as received
   * telemetry. `"drop"` closes the connection without an answer, `"hang"` never answers.
   */
  readonly respond?: (request: Omit<ReceivedRequest, "status">) => ReceiverResponse | "drop" | "hang" | undefined;
}

/** An OTLP/HTTP receiver on loopback that keeps what it gets in memory. */
export interface Receiver {
  /** Base URL, for `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  /** All requests in the order in which they came, refused ones too. */
  readonly requests: readonly ReceivedRequest[];
  /** Accepted trace requests as OTLP/JSON. */
  readonly traces: readonly OtlpJson[];
  spans(): readonly ReceivedSpan[];
  logs(): readonly ReceivedLog[];
  metrics(): readonly ReceivedMetric[];
  /** Resolves when the condition holds after a request. @throws Error after the time, 5,000 ms by default */
  waitFor(condition: (receiver: Receiver) => boolean, timeoutMillis?: number): Promise<void>;
  close(): Promise<void>;
}

const MESSAGES: Readonly<Record<string, MessageName>> = {
  "/v1/traces": "ExportTraceServiceRequest",
  "/v1/metrics": "ExportMetricsServiceRequest",
  "/v1/logs": "ExportLogsServiceRequest",
};

export async function startReceiver(options: ReceiverOptions = {}): Promise<Receiver> {
  const requests: ReceivedRequest[] = [];
  const watchers = new Set<() => void>();
  const server = createServer((incoming, response) => {
    void receive(incoming, response, options)
      .then((request) => requests.push(request))
      .catch(() => response.destroy())
      .finally(() => {
        for (const watch of watchers) watch();
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });

  const accepted = (path: string): OtlpJson[] =>
    requests.flatMap((request) =>
      request.path === path && request.otlp !== undefined && request.status < 300 ? [request.otlp] : [],
    );
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get traces() {
      return accepted("/v1/traces");
    },
    spans: () => accepted("/v1/traces").flatMap(flattenSpans),
    logs: () => accepted("/v1/logs").flatMap(flattenLogs),
    metrics: () => accepted("/v1/metrics").flatMap(flattenMetrics),
    waitFor: (condition, timeoutMillis = 5_000) =>
      new Promise((resolve, reject) => {
        const settle = (end: () => void): void => {
          watchers.delete(watch);
          clearTimeout(timer);
          end();
        };
        const watch = (): void => {
          if (condition(receiver)) settle(resolve);
        };
        const timer = setTimeout(
          () => settle(() => reject(new Error(`not received within ${timeoutMillis} ms`))),
          timeoutMillis,
        );
        watchers.add(watch);
        watch();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

async function receive(
  incoming: IncomingMessage,
  response: ServerResponse,
  options: ReceiverOptions,
): Promise<ReceivedRequest> {
  const body = await readBody(incoming);
  const path = (incoming.url ?? "/").split("?")[0] ?? "/";
  const otlp = decodeBody(path, incoming.headers["content-type"] ?? "", body);
  const request = {
    method: incoming.method ?? "",
    path,
    headers: incoming.headers,
    body,
    ...(otlp !== undefined && { otlp }),
  };
  const answer = options.respond?.(request) ?? defaultAnswer(request);
  if (answer === "drop") {
    incoming.socket.destroy();
    return { ...request, status: 0 };
  }
  if (answer === "hang") return { ...request, status: 0 };
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body);
  return { ...request, status: answer.status };
}

/** An accepted request has an empty response message: no bytes of protobuf, `{}` of JSON. */
function defaultAnswer(request: Omit<ReceivedRequest, "status">): ReceiverResponse {
  const contentType = request.headers["content-type"] ?? "application/x-protobuf";
  if (MESSAGES[request.path] === undefined) return { status: 404 };
  if (request.method !== "POST") return { status: 405 };
  if (request.otlp === undefined) return { status: 400 };
  return { status: 200, headers: { "content-type": contentType }, body: contentType.includes("json") ? "{}" : "" };
}

async function readBody(incoming: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  if (incoming.headers["content-encoding"] !== "gzip") return body;
  try {
    return gunzipSync(body);
  } catch {
    return body; // No protobuf or JSON either: answered with 400.
  }
}

function decodeBody(path: string, contentType: string, body: Uint8Array): OtlpJson | undefined {
  const message = MESSAGES[path];
  if (message === undefined) return undefined;
  try {
    if (!contentType.includes("json")) return decodeOtlp(message, body);
    const parsed: unknown = JSON.parse(Buffer.from(body).toString("utf8"));
    return typeof parsed === "object" && parsed !== null ? (parsed as OtlpJson) : undefined;
  } catch {
    return undefined; // Said to the sender by the 400 that follows.
  }
}
