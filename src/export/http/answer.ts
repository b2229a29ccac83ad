import type { IncomingMessage } from "node:http";
import type { SendResult } from "../delivery.ts";
import { readRejectedCount } from "./partial-success.ts";

const MAX_RESPONSE_BYTES = 64 * 1024;
const MAX_RETRY_AFTER_MILLIS = 300_000;

/** Calls `done` once, with what arrived of the body when the answer ends, breaks, is too long or runs out of time. */
export function collect(response: IncomingMessage, done: (body: Uint8Array) => void): void {
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
export function readAnswer(response: Pick<IncomingMessage, "statusCode" | "headers">, body: Uint8Array): SendResult {
  const code = response.statusCode ?? 0;
  const contentType = String(response.headers["content-type"] ?? "").toLowerCase();
  if (code >= 200 && code < 300) {
    if (isWebPage(contentType, body)) {
      return { status: "refused", code, reason: "the answer is a web page: this is no OTLP endpoint" };
    }
    return { status: "ok", rejected: readRejectedCount(body, contentType) };
  }
  const reason = code === 407 ? "HTTP 407: the proxy wants other credentials" : `HTTP ${code}`;
  if (!isTransient(code)) return { status: "refused", code, reason };
  const retryAfterMillis = readRetryAfter(response.headers["retry-after"]);
  return retryAfterMillis === undefined ? { status: "retry", reason } : { status: "retry", reason, retryAfterMillis };
}

/** Whether the same request may succeed a little later. */
export function isTransient(code: number): boolean {
  return code === 408 || code === 429 || code >= 500 || code < 200;
}

function isWebPage(contentType: string, body: Uint8Array): boolean {
  return (
    contentType.includes("html") || /^\s*<(?:!doctype|html)/i.test(Buffer.from(body.subarray(0, 64)).toString("latin1"))
  );
}

/** Seconds, or a date that begins with the name of a day; all else is not followed. */
function readRetryAfter(header: string | undefined): number | undefined {
  const text = header?.trim() ?? "";
  const isDate = /^[a-z]{3}/i.test(text);
  if (!isDate && !/^\d+$/.test(text)) return undefined;
  const millis = isDate ? Date.parse(text) - Date.now() : Number(text) * 1000;
  return Number.isNaN(millis) ? undefined : Math.min(Math.max(millis, 0), MAX_RETRY_AFTER_MILLIS);
}
