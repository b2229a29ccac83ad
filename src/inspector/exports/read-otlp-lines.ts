import type { Signal } from "../store/store.ts";

/** One line of a file, as a request for `Store.ingest`. */
export interface OtlpLine {
  readonly signal: Signal;
  readonly encoding: "json";
  readonly body: Uint8Array;
  /** Of the file, from 1. */
  readonly line: number;
}

/** A line that is no OTLP. */
class WrongLine extends Error {
  override readonly name = "WrongLine";
}

/** Names of the field that a request as JSON has, by its signal. */
export const REQUEST_FIELDS: Readonly<Record<string, Signal>> = {
  resourceSpans: "traces",
  resourceLogs: "logs",
  resourceMetrics: "metrics",
};

/** A line beyond this is refused: it would be held in memory whole. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;
const NEWLINE = 10;

/**
 * Reads OTLP JSON lines, as {@link otlpLines} and the Collector's file exporter write them: one request a line, empty lines between them.
 *
 * @throws WrongLine that names the line; those before it have been given
 */
export async function* readOtlpLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<OtlpLine> {
  let line = 0;
  for await (const bytes of linesOf(chunks)) {
    line++;
    const body = line === 1 ? withoutMark(bytes) : bytes;
    if (isBlank(body)) continue;
    const signal = signalOf(body);
    if (signal === undefined) throw new WrongLine(`line ${line} is no OTLP JSON request of traces, logs or metrics`);
    yield { signal, encoding: "json", body, line };
  }
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let bytes = 0;
  let line = 1;
  for await (const chunk of chunks) {
    let begin = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, begin)) {
      yield Buffer.concat([...held, chunk.subarray(begin, end)]);
      held = [];
      bytes = 0;
      line++;
      begin = end + 1;
    }
    if (begin === chunk.length) continue;
    held.push(chunk.subarray(begin));
    bytes += chunk.length - begin;
    if (bytes > MAX_LINE_BYTES) throw new WrongLine(`line ${line} has more than ${MAX_LINE_BYTES} bytes`);
  }
  if (bytes > 0) yield Buffer.concat(held);
}

/** By the name of the first field, which says it in everything that is written by an exporter; else by all names. */
function signalOf(body: Uint8Array): Signal | undefined {
  const head = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, 200)).toString("utf8");
  const first = /^\s*\{\s*"(\w+)"/.exec(head)?.[1];
  if (first === undefined) return undefined;
  if (Object.hasOwn(REQUEST_FIELDS, first)) return REQUEST_FIELDS[first];
  try {
    const names = Object.keys(JSON.parse(new TextDecoder().decode(body)) as object);
    const named = names.find((name) => Object.hasOwn(REQUEST_FIELDS, name));
    return named === undefined ? undefined : REQUEST_FIELDS[named];
  } catch {
    return undefined;
  }
}

/** Without the byte order mark that some editors, and PowerShell, put before a text. */
function withoutMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

/** Spaces, tabs and the carriage return of a line end. */
function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 13 || byte === 32 || byte === 9);
}
