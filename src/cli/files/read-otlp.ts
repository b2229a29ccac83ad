import { createGunzip, createZstdDecompress } from "node:zlib";
import { REQUEST_FIELDS, readOtlpLines } from "../../inspector/exports/read-otlp-lines.ts";
import type { Encoding, Signal } from "../../inspector/index.ts";
import { zstdFrames } from "../../inspector/receive/zstd-frames.ts";
import { CommandFailed } from "../command-line.ts";
import { signalOfProtobuf } from "./otlp-signal.ts";

/** A request as a store takes it. */
export interface OtlpRequest {
  readonly signal: Signal;
  readonly encoding: Encoding;
  readonly body: Uint8Array;
  /** Of the file, from 1, where it has lines. */
  readonly line?: number;
}

/** What is no list of lines is held in memory whole. */
const MAX_WHOLE_BYTES = 256 * 1024 * 1024;
const NEWLINE = 10;
const BRACE = 0x7b;
const BRACKET = 0x5b;

/** Not a space, a line end or a byte order mark. */
const isContent = (byte: number): boolean => byte > 32 && byte !== 0xef && byte !== 0xbb && byte !== 0xbf;

/**
 * Requests in a file of OTLP: JSON lines, a JSON document, protobuf (one request, or several with their sizes before them, as the Collector writes them);
 * gzip and zstd are undone, and text in UTF-16 is taken, which is what `>` of Windows PowerShell writes.
 *
 * @throws CommandFailed for anything else
 */
export async function* readOtlp(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<OtlpRequest> {
  const bytes = await inUtf8(await decompressed(chunks[Symbol.asyncIterator]()));
  const { held, rest } = await firstLine(bytes);
  const begin = held.find(isContent);
  if (begin === undefined) return;
  if (begin === BRACE && isJson(held)) yield* readOtlpLines(joined(held, rest));
  else if (begin === BRACE || begin === BRACKET) yield* jsonDocument(await whole(held, rest));
  else yield* protobuf(await whole(held, rest));
}

type Chunks = AsyncIterator<Uint8Array>;

async function decompressed(chunks: Chunks): Promise<Chunks> {
  const head = await headOf(chunks);
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  const isZstd = Buffer.from(head.subarray(0, 4)).equals(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]));
  const all = joined(head, chunks);
  if (!isGzip && !isZstd) return all;
  const { pipeline } = await import("node:stream");
  const undone = isGzip ? createGunzip() : createZstdDecompress();
  // Its error comes out where the result is read.
  pipeline(isGzip ? all : zstdFrames(all), undone, () => undefined);
  return undone[Symbol.asyncIterator]() as Chunks;
}

/** Text that begins with the mark of UTF-16, in UTF-8. No protobuf begins so. */
async function inUtf8(chunks: Chunks): Promise<Chunks> {
  const head = await headOf(chunks);
  const all = joined(head, chunks);
  const mark = Buffer.from(head.subarray(0, 2)).toString("hex");
  if (mark === "fffe") return recoded(all, "utf-16le");
  return mark === "feff" ? recoded(all, "utf-16be") : all;
}

async function* recoded(chunks: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

/** What they begin with: 4 bytes, by which what they are is known, and whatever came with those. */
async function headOf(chunks: Chunks): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0);
  while (head.byteLength < 4) {
    const next = await chunks.next();
    if (next.done === true) break;
    head = head.byteLength === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  return head;
}

async function* joined(held: Uint8Array, rest: Chunks): AsyncGenerator<Uint8Array> {
  if (held.byteLength > 0) yield held;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/** The bytes up to the end of the first line with something in it, or all of them. */
async function firstLine(chunks: Chunks): Promise<{ readonly held: Uint8Array; readonly rest: Chunks }> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  let isBegun = false;
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
    const begin: number = isBegun ? 0 : next.value.findIndex(isContent);
    isBegun = begin >= 0;
    const end = isBegun ? next.value.indexOf(NEWLINE, begin) : -1;
    if (end >= 0) {
      parts.push(next.value.subarray(0, end + 1));
      return { held: Buffer.concat(parts), rest: joined(next.value.subarray(end + 1), chunks) };
    }
    parts.push(next.value);
    bytes += next.value.byteLength;
    if (bytes > MAX_WHOLE_BYTES) throw new CommandFailed("a line is too long");
  }
  return { held: Buffer.concat(parts), rest: joined(new Uint8Array(0), chunks) };
}

async function whole(held: Uint8Array, rest: Chunks): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of joined(held, rest)) {
    parts.push(part);
    bytes += part.byteLength;
    if (bytes > MAX_WHOLE_BYTES) throw new CommandFailed("too large: what is not in lines must be below 256 MiB");
  }
  return Buffer.concat(parts);
}

function isJson(bytes: Uint8Array): boolean {
  return parsed(bytes) !== undefined;
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function* jsonDocument(bytes: Uint8Array): Generator<OtlpRequest> {
  const document = parsed(bytes);
  if (document === undefined) throw new CommandFailed("no valid JSON");
  let found = 0;
  for (const request of Array.isArray(document) ? (document as readonly unknown[]) : [document]) {
    for (const [name, value] of Object.entries(request ?? {})) {
      const signal = Object.hasOwn(REQUEST_FIELDS, name) ? REQUEST_FIELDS[name] : undefined;
      if (signal === undefined) continue;
      found += 1;
      yield { signal, encoding: "json", body: Buffer.from(JSON.stringify({ [name]: value })) };
    }
  }
  if (found === 0) throw new CommandFailed("no OTLP: it has no resourceSpans, resourceLogs or resourceMetrics");
}

function* protobuf(bytes: Buffer): Generator<OtlpRequest> {
  for (const body of messages(bytes)) {
    const signal = signalOfProtobuf(body);
    if (signal === undefined) throw new CommandFailed("neither OTLP in JSON nor in protobuf");
    yield { signal, encoding: "protobuf", body };
  }
}

/** Messages with their sizes before them, 32 bits each, if that is what all of it is made of; else one message. */
function messages(bytes: Buffer): readonly Buffer[] {
  const found: Buffer[] = [];
  let at = 0;
  while (at + 4 <= bytes.byteLength) {
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.byteLength || end === at + 4) return [bytes];
    found.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return at === bytes.byteLength && found.length > 0 ? found : [bytes];
}
