import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip, constants as zlib } from "node:zlib";
import type { ExportFile } from "../exports/export-file.ts";
import { inTurns, jsonPieces } from "../exports/json-pieces.ts";
import { HttpError } from "./http-error.ts";

/** A smaller answer is not worth the compression. */
const MIN_GZIP_CHARS = 4 * 1024;

/** Answers with JSON, in pieces where it is large. */
export async function sendJson(
  request: IncomingMessage,
  response: ServerResponse,
  value: unknown,
  status: number = 200,
): Promise<void> {
  const pieces = jsonPieces(value);
  const first = pieces.next().value as string;
  const second = pieces.next();
  const headers = { "content-type": "application/json" };
  if (second.done === true && first.length < MIN_GZIP_CHARS) return sendWhole(response, status, headers, first);
  const rest = (function* () {
    yield first;
    if (second.done !== true) yield second.value;
    yield* pieces;
  })();
  await sendPieces(request, response, status, headers, rest);
}

/** Answers with a file to keep. */
export async function sendFile(request: IncomingMessage, response: ServerResponse, file: ExportFile): Promise<void> {
  const headers = {
    "content-type": file.contentType,
    "content-disposition": `attachment; filename="${file.fileName.replace(/[^\w.-]+/g, "_")}"`,
  };
  await sendPieces(request, response, 200, headers, file.pieces);
}

/** Answers with the reason why there is no answer. What is no {@link HttpError} is a fault of ours: its text stays here. */
export function sendError(response: ServerResponse, error: unknown, report: (error: unknown) => void): void {
  const known = error instanceof HttpError ? error : new HttpError(500, "the inspector failed; its log says why");
  if (!(error instanceof HttpError)) report(error);
  if (response.headersSent) response.destroy();
  else {
    const headers = { ...known.headers, "content-type": "application/json" };
    sendWhole(response, known.status, headers, JSON.stringify({ error: known.message }));
  }
}

function sendWhole(response: ServerResponse, status: number, headers: OutgoingHttpHeaders, text: string): void {
  const body = Buffer.from(text);
  response.writeHead(status, { "cache-control": "no-store", ...headers, "content-length": body.length });
  response.end(body);
}

async function sendPieces(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders,
  pieces: Iterable<string> | AsyncIterable<string>,
): Promise<void> {
  const zipped = takesGzip(request);
  const encoding = zipped ? { "content-encoding": "gzip" } : {};
  response.writeHead(status, { "cache-control": "no-store", vary: "accept-encoding", ...headers, ...encoding });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  const source = Readable.from(inTurns(pieces), { objectMode: false, highWaterMark: 1 });
  // The reader is on this machine: speed counts for more than size.
  if (zipped) await pipeline(source, createGzip({ level: zlib.Z_BEST_SPEED }), response);
  else await pipeline(source, response);
}

/** Whether `accept-encoding` names gzip, and not with a weight of 0. */
export function takesGzip(request: IncomingMessage): boolean {
  const accepted = String(request.headers["accept-encoding"] ?? "").toLowerCase();
  return accepted.split(",").some((one) => /^\s*gzip\s*(;\s*q=(0\.\d*[1-9]\d*|1(\.0*)?)\s*)?$/.test(one));
}
