import { MessageBuffer } from "../decode/message-buffer.ts";
import type { Encoding, Ingested, Signal } from "../store/store.ts";

/** What OTLP/JSON calls the count of rejected records. */
const REJECTED: Readonly<Record<Signal, string>> = {
  traces: "rejectedSpans",
  logs: "rejectedLogRecords",
  metrics: "rejectedDataPoints",
};
/** `google.rpc.Code` by HTTP status; what is not listed is INTERNAL. */
const CODES: Readonly<Record<number, number>> = {
  400: 3,
  403: 7,
  404: 5,
  405: 12,
  408: 4,
  411: 3,
  413: 8,
  415: 3,
  421: 7,
  429: 8,
  503: 14,
};
const INTERNAL = 13;
/** Longer than any answer. */
const MAX_BYTES = 64 * 1024;

/** An `Export...ServiceResponse`: empty, or with what was rejected. */
export function exportResponse(signal: Signal, encoding: Encoding, { rejected, reason = "" }: Ingested): Uint8Array {
  if (encoding === "json") {
    const partialSuccess = { [REJECTED[signal]]: String(rejected), errorMessage: reason };
    return Buffer.from(JSON.stringify(rejected === 0 ? {} : { partialSuccess }));
  }
  const out = new MessageBuffer(256, MAX_BYTES);
  if (rejected > 0) {
    const partialSuccess = out.begin(1);
    writeNumber(out, rejected);
    writeText(out, 2, reason);
    out.end(partialSuccess);
  }
  return out.finish();
}

/** A `google.rpc.Status`. */
export function statusMessage(encoding: Encoding, status: number, message: string): Uint8Array {
  const code = rpcCode(status);
  if (encoding === "json") return Buffer.from(JSON.stringify({ code, message }));
  const out = new MessageBuffer(256, MAX_BYTES);
  writeNumber(out, code);
  writeText(out, 2, message);
  return out.finish();
}

/** The `google.rpc.Code` that means what an HTTP status does. */
export function rpcCode(status: number): number {
  return CODES[status] ?? INTERNAL;
}

/** As field 1. */
function writeNumber(out: MessageBuffer, value: number): void {
  out.varint(8);
  out.varint(value);
}

function writeText(out: MessageBuffer, field: number, text: string): void {
  const bytes = Buffer.from(text);
  const start = out.begin(field);
  out.copy(bytes, 0, bytes.byteLength);
  out.end(start);
}
