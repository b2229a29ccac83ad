import { createEventDecoder, createLineSplitter } from "../internal/server-sent-events.ts";
import { read } from "./present.ts";

/** What is told of the body of a model's answer as it is read. */
export interface BodyContent {
  /** One chunk of a streamed answer. */
  chunk(item: unknown): void;
  /** The provider says inside the stream that it failed. */
  failed(error: unknown): void;
}

/** Takes a body piece by piece. */
export interface BodyDecoder {
  push(piece: unknown): void;
  /** The body is over: the whole answer, when it is one JSON document. */
  end(): unknown;
}

/** Longest JSON body that is parsed, in bytes or characters. A longer one is left to the caller alone. */
const MAX_JSON_LENGTH: number = 16 * 1024 * 1024;

/** Makes a decoder by the media type of a body; sound, images and other bytes have nothing to read. */
export function createBodyDecoder(contentType: string, content: BodyContent): BodyDecoder {
  const type = contentType.toLowerCase();
  if (type.includes("text/event-stream")) return streamDecoder(createEventDecoder(eventReader(content)));
  if (/ndjson|jsonl|stream\+json/.test(type)) {
    const onEvent = eventReader(content);
    return streamDecoder(createLineSplitter((line) => onEvent(line, undefined)));
  }
  if (/^(audio|video|image)\/|octet-stream|event-?stream/.test(type)) return { push: nothing, end: nothing };
  return jsonDecoder();
}

function nothing(): undefined {
  return undefined;
}

function eventReader({ chunk, failed }: BodyContent): (data: string, event: string | undefined) => void {
  return (data, event) => {
    if (data === "" || data === "[DONE]") return;
    const item = parse(data);
    if (typeof item !== "object" || item === null) return;
    const error = read(item, "error");
    if (event === "error" || read(item, "type") === "error" || (typeof error === "object" && error !== null)) {
      failed(item);
    } else chunk(item);
  };
}

function streamDecoder(lines: { push(text: string): void; end(): void }): BodyDecoder {
  const toText = createTextDecoder();
  return {
    push: (piece) => lines.push(toText(piece)),
    end() {
      lines.push(toText(undefined));
      lines.end();
      return undefined;
    },
  };
}

function jsonDecoder(): BodyDecoder {
  const toText = createTextDecoder();
  let pieces: string[] = [];
  let length = 0;
  const add = (text: string): void => {
    length += text.length;
    if (length <= MAX_JSON_LENGTH) pieces.push(text);
    else pieces = [];
  };
  return {
    push: (piece) => add(toText(piece)),
    end() {
      add(toText(undefined));
      return length > MAX_JSON_LENGTH ? undefined : parse(pieces.join(""));
    },
  };
}

/** Text of a body's pieces, which may be cut inside a character; `undefined` ends it. */
function createTextDecoder(): (piece: unknown) => string {
  const decoder = new TextDecoder();
  return (piece) => {
    if (typeof piece === "string") return piece;
    if (piece === undefined) return decoder.decode();
    if (ArrayBuffer.isView(piece) || piece instanceof ArrayBuffer)
      return decoder.decode(piece as ArrayBuffer, { stream: true });
    return "";
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // What is not JSON says nothing of the call.
  }
}
