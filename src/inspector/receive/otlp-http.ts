import type { IncomingMessage, ServerResponse } from "node:http";
import { HttpError } from "../serve/http-error.ts";
import { passOver } from "../serve/pass-over.ts";
import type { Encoding, Signal, Store } from "../store/store.ts";
import { ByteBudget } from "./byte-budget.ts";
import { collectBody } from "./collect-body.ts";
import { decompressor } from "./decompress.ts";
import { ingestOr } from "./ingest.ts";
import { RECEIVE_LIMITS, type ReceiveLimits } from "./limits.ts";
import { exportResponse, statusMessage } from "./response-messages.ts";
import { tryLater } from "./try-later.ts";

export interface OtlpHandlerOptions {
  readonly ingest: Store["ingest"];
  /** Why a request is refused for where it comes from; undefined for one that is let in. */
  readonly refuse: (request: IncomingMessage) => HttpError | undefined;
  /** Faults of the store. */
  readonly report: (text: string) => void;
  readonly limits?: Partial<ReceiveLimits> | undefined;
  /** Shared with other receivers. */
  readonly budget?: ByteBudget | undefined;
}

const PATHS: ReadonlyMap<string, Signal> = new Map([
  ["/v1/traces", "traces"],
  ["/v1/logs", "logs"],
  ["/v1/metrics", "metrics"],
]);
const TYPES: Readonly<Record<Encoding, string>> = { protobuf: "application/x-protobuf", json: "application/json" };

/** Answers OTLP/HTTP requests. Never throws, never rejects. */
export function createOtlpHandler(
  options: OtlpHandlerOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  const limits = { ...RECEIVE_LIMITS, ...options.limits };
  const budget = options.budget ?? new ByteBudget(limits.maxBytesInFlight);
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const encoding = encodingOf(request);
    const lease = budget.lease();
    try {
      const refused = options.refuse(request);
      if (refused !== undefined) throw refused;
      const signal = signalOf(request);
      if (encoding === undefined)
        throw new HttpError(415, `the content-type must be ${TYPES.protobuf} or ${TYPES.json}`);
      const decompress = decompressor(request.headers["content-encoding"]);
      if (decompress === null) throw new HttpError(415, "the content-encoding must be gzip, deflate, zstd or identity");
      checkLength(request, limits, budget);
      const body = await collectBody(request, decompress, limits, lease);
      const ingested = await ingestOr(options.ingest, signal, encoding, body, options.report);
      // OTLP has no words for what was there already: whoever imports wants to know.
      const counts = {
        "agentscribe-accepted": String(ingested.accepted),
        "agentscribe-duplicates": String(ingested.duplicates),
      };
      send(response, 200, encoding, exportResponse(signal, encoding, ingested), counts);
    } catch (error) {
      const refusal = error instanceof HttpError ? error : new HttpError(500, "the inspector failed");
      if (refusal !== error) options.report(String(error));
      sendRefusal(request, response, encoding ?? "json", refusal);
    } finally {
      lease.release();
    }
  };
  return (request, response) => {
    // A sender that goes away is no fault.
    response.on("error", () => undefined);
    receive(request, response).catch(() => response.destroy());
  };
}

function signalOf(request: IncomingMessage): Signal {
  const signal = PATHS.get((request.url ?? "").split("?", 1)[0] ?? "");
  if (signal === undefined) throw new HttpError(404, "OTLP goes to /v1/traces, /v1/logs and /v1/metrics");
  if (request.method !== "POST") throw new HttpError(405, "OTLP is sent with POST", { allow: "POST" });
  return signal;
}

function encodingOf(request: IncomingMessage): Encoding | undefined {
  const type = (request.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase();
  if (type === TYPES.protobuf) return "protobuf";
  return type === TYPES.json ? "json" : undefined;
}

/** Refuses what is known to be too much before it comes. */
function checkLength(request: IncomingMessage, limits: ReceiveLimits, budget: ByteBudget): void {
  const length = request.headers["content-length"];
  if (length === undefined) {
    if (request.headers["transfer-encoding"] === undefined) throw new HttpError(411, "a content-length is needed");
    return;
  }
  if (Number(length) > limits.maxWireBytes) throw new HttpError(413, `more than ${limits.maxWireBytes} bytes`);
  if (budget.held + Number(length) > limits.maxBytesInFlight) throw tryLater("the inspector is busy");
}

function send(
  response: ServerResponse,
  status: number,
  encoding: Encoding,
  body: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    ...headers,
    "content-type": TYPES[encoding],
    "content-length": body.byteLength,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.write(body);
  if (headers.connection !== "close") response.end();
}

/** The rest of the body is passed over for a moment; after that the connection goes. */
function sendRefusal(request: IncomingMessage, response: ServerResponse, encoding: Encoding, refusal: HttpError): void {
  const { status, message, headers } = refusal;
  const body = statusMessage(encoding, status, message);
  if (request.complete) {
    send(response, status, encoding, body, headers);
    return;
  }
  send(response, status, encoding, body, { ...headers, connection: "close" });
  void passOver(request).then(() => response.end());
}
