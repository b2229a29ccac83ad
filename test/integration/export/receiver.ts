import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TlsOptions } from "node:tls";
import { gunzipSync } from "node:zlib";
import { readMessage } from "../../../src/internal/otlp/otlp-json.ts";

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
  /** The `agentscribe.test.n` attributes or names of the spans and records inside. */
  readonly names: readonly string[];
}

/** What the receiver does with a request; undefined accepts it. */
export type Answer = (
  request: ReceivedRequest,
  response: ServerResponse,
) => { status: number; headers?: Record<string, string>; body?: string | Uint8Array } | "reset" | "hang" | undefined;

export interface Receiver {
  readonly url: string;
  /** Every request, accepted or not. */
  readonly requests: ReceivedRequest[];
  /** The names in requests that were accepted. */
  readonly accepted: string[];
  answer: Answer;
  close(): Promise<void>;
}

/** An OTLP receiver on the loopback interface. */
export async function startReceiver(
  options: { port?: number; tls?: TlsOptions & { key: string; cert: string } } = {},
): Promise<Receiver> {
  const requests: ReceivedRequest[] = [];
  const accepted: string[] = [];
  const listener = (message: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    message.on("data", (chunk: Buffer) => chunks.push(chunk));
    message.on("end", () => {
      const wire = Buffer.concat(chunks);
      const body = message.headers["content-encoding"] === "gzip" ? gunzipSync(wire) : wire;
      const path = message.url ?? "";
      const request = { path, headers: message.headers, body, names: namesIn(path, message.headers, body) };
      requests.push(request);
      const answer = receiver.answer(request, response);
      if (answer === "hang") return;
      if (answer === "reset") {
        message.socket.destroy();
        return;
      }
      if (answer === undefined || answer.status < 300) accepted.push(...request.names);
      response.writeHead(answer?.status ?? 200, answer?.headers).end(answer?.body);
    });
  };
  const server: Server = options.tls === undefined ? createServer(listener) : createTlsServer(options.tls, listener);
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `${options.tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    requests,
    accepted,
    answer: () => undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

function namesIn(path: string, headers: IncomingMessage["headers"], body: Buffer): readonly string[] {
  const message = path.endsWith("/v1/logs")
    ? "LogsRequest"
    : path.endsWith("/v1/metrics")
      ? "MetricsRequest"
      : "TraceRequest";
  const json = headers["content-type"] === "application/json";
  const request: unknown = json ? JSON.parse(body.toString("utf8")) : readMessage(message, body);
  const found: string[] = [];
  collect(request, found);
  return found;
}

function collect(value: unknown, found: string[]): void {
  if (Array.isArray(value)) for (const item of value) collect(item, found);
  else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (["spans", "logRecords", "metrics"].includes(key) && Array.isArray(item)) {
        for (const record of item) found.push(String(record.name ?? record.eventName));
      } else collect(item, found);
    }
  }
}
