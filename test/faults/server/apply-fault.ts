import type { IncomingMessage, ServerResponse } from "node:http";
import type { AnswerShape, Fault } from "./fault.ts";

const PROTOBUF = { "content-type": "application/x-protobuf" };
const FOUR_GIGABYTES = 4 * 1024 ** 3;

/** One request, read to its end. */
export interface Incoming {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** As it came, before any gunzip. */
  readonly wireBytes: number;
  readonly body: Uint8Array;
  readonly isJson: boolean;
  /** Keeps the records of the request, without the first few that are rejected. Gives how many were rejected. */
  store(rejected?: number): number;
}

export function applyFault(fault: Fault, incoming: Incoming): void {
  const { request, response, body, wireBytes } = incoming;
  switch (fault.kind) {
    case "ok":
      accept(incoming);
      break;
    case "refused": // The listener is closed; a connection that was open already is cut.
      request.socket.resetAndDestroy();
      break;
    case "status":
      response.writeHead(fault.code, fault.retryAfter === undefined ? {} : { "retry-after": fault.retryAfter }).end();
      break;
    case "reset":
      if (fault.stored) incoming.store();
      request.socket.resetAndDestroy();
      break;
    case "hang":
      break;
    case "poison":
      if (Buffer.from(body).includes(fault.marker)) response.writeHead(400).end();
      else accept(incoming);
      break;
    case "limit":
      if (wireBytes > fault.bytes) response.writeHead(413).end();
      else accept(incoming);
      break;
    case "partial":
      answer(incoming, incoming.store(fault.rejected));
      break;
    case "answer":
      incoming.store();
      breakAnswer(fault.shape, response);
      break;
    case "html":
      response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><p>Please log in</p>");
      break;
    case "slow":
      setTimeout(() => accept(incoming), fault.millis);
  }
}

function accept(incoming: Incoming): void {
  answer(incoming, incoming.store());
}

/** `ExportTraceServiceResponse { partial_success { rejected_spans } }`, empty when nothing was rejected. */
function answer({ response, isJson }: Incoming, rejected: number): void {
  if (isJson) {
    const body = rejected > 0 ? { partialSuccess: { rejectedSpans: String(rejected) } } : {};
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    return;
  }
  const message = rejected > 0 ? Buffer.from([0x0a, 2, 0x08, rejected]) : Buffer.alloc(0);
  response.writeHead(200, PROTOBUF).end(message);
}

function breakAnswer(shape: AnswerShape, response: ServerResponse): void {
  switch (shape) {
    case "truncated": // A partial_success of 100 bytes of which two come.
      response.writeHead(200, { ...PROTOBUF, "content-length": "102" });
      response.write(Buffer.from([0x0a, 100, 0x08, 0xff]), () => response.destroy());
      break;
    case "garbage":
      response.writeHead(200, PROTOBUF).end(Buffer.alloc(4096, 0xff));
      break;
    case "drip":
      drip(response);
      break;
    case "endless":
      response.writeHead(200, PROTOBUF);
      pour(response);
      break;
    case "huge":
      response.writeHead(200, { ...PROTOBUF, "content-length": String(FOUR_GIGABYTES) });
      pour(response);
  }
}

/** One byte a second. */
function drip(response: ServerResponse): void {
  response.writeHead(200, { ...PROTOBUF, "content-length": "1000000" });
  const timer = setInterval(() => response.write(Buffer.from([0x0a])), 1_000);
  response.on("close", () => clearInterval(timer));
}

/** As fast as the reader takes it, until the connection is cut. */
function pour(response: ServerResponse): void {
  const bytes = Buffer.alloc(64 * 1024, 0x0a);
  const more = (): void => {
    if (response.destroyed) return;
    if (response.write(bytes)) setImmediate(more);
    else response.once("drain", more);
  };
  more();
}
