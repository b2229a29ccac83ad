import { TextDecoder } from "node:util";
import { createEventStreamDecoder, type EventStreamMessage } from "../../internal/aws-event-stream.ts";
import { createObjectSplitter } from "../../internal/json-objects.ts";
import { createEventDecoder, createLineSplitter } from "../../internal/server-sent-events.ts";
import { failureOfBody } from "../../providers/index.ts";
import { read } from "../given-value.ts";

/** What is told of the body of a model's answer as it is read. */
export interface BodyContent {
  /** One chunk of a streamed answer. */
  chunk(item: unknown): void;
  /** The provider says inside the stream that it failed. */
  failed(error: unknown): void;
  /** The stream says that it is complete: who leaves it now has all of it. */
  completed(): void;
}

/** Takes a body piece by piece. */
export interface BodyDecoder {
  push(piece: unknown): void;
  /** The body is over: the whole answer, when it is one JSON document. @param isCut nobody reads on: what is half then is no failure of its own */
  end(isCut: boolean): unknown;
}

/** Longest JSON body that is parsed, in bytes or characters. A longer one is left to the caller alone. */
const MAX_JSON_LENGTH: number = 16 * 1024 * 1024;

/** Makes a decoder by the media type of a body; sound and images have nothing to read. */
export function createBodyDecoder(contentType: string, content: BodyContent): BodyDecoder {
  const type = contentType.toLowerCase();
  if (type.includes("text/event-stream")) return streamDecoder(createEventDecoder(eventReader(content)));
  if (/ndjson|jsonl|stream\+json/.test(type)) {
    const onEvent = eventReader(content);
    return streamDecoder(createLineSplitter((line) => onEvent(line.replace(DATA, ""), undefined)));
  }
  if (type.includes("vnd.amazon.eventstream")) return eventStreamDecoder(content);
  if (/^(audio|video|image)\//.test(type)) return { push: nothing, end: nothing };
  if (type.includes("octet-stream")) return unnamedDecoder(content);
  return jsonDecoder(content, type.includes("json"));
}

/** Whether a body of this media type is text. */
export function isText(contentType: string): boolean {
  return !BYTES.test(contentType);
}

const BYTES = /^(audio|video|image)\/|octet-stream|vnd\.amazon\.eventstream|^multipart\//i;

function nothing(): undefined {
  return undefined;
}

function eventReader({ chunk, failed, completed }: BodyContent): (data: string, event: string | undefined) => void {
  return (data, event) => {
    if (data === "[DONE]") completed();
    if (data === "" || data === "[DONE]") return;
    const item = parse(data);
    if (typeof item !== "object" || item === null) return;
    const failure = event === "error" || read(item, "type") === "error" ? item : failureOfBody(item);
    if (failure === undefined) chunk(item);
    else failed(failure);
    // The last line of Ollama.
    if (read(item, "done") === true) completed();
  };
}

/** Bytes of which the media type says nothing: sound, or the text of a gateway that calls it nothing else, which its start shows. */
function unnamedDecoder(content: BodyContent): BodyDecoder {
  const decoder = jsonDecoder(content, false);
  let isRead: boolean | undefined;
  return {
    push: (piece) => {
      isRead ??= TEXT_START.test(createTextDecoder()(piece));
      if (isRead) decoder.push(piece);
    },
    end: (isCut) => decoder.end(isCut),
  };
}

/** JSON or an event, of which the first piece may have a part alone. */
const TEXT_START = /^\s*(?:[[{:]|d(?:a|$)|e(?:v|$)|i(?:d|$)|r(?:e|$)|$)/;

/** What a line of events begins with, where they are called lines. */
const DATA = /^data: ?/;

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

/** AWS puts the kind of an event into its headers, and into the payload of InvokeModel's the vendor's own chunk as base64. */
function eventStreamDecoder({ chunk, failed }: BodyContent): BodyDecoder {
  const push = createEventStreamDecoder(({ headers, payload }: EventStreamMessage) => {
    const item = parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString("utf8"));
    if (headers[":message-type"] !== "event") {
      failed({
        code: headers[":exception-type"] ?? headers[":error-code"],
        message: read(item, "message") ?? headers[":error-message"],
      });
      return;
    }
    const bytes = read(item, "bytes");
    const type = headers[":event-type"] ?? "";
    chunk(typeof bytes === "string" ? parse(Buffer.from(bytes, "base64").toString("utf8")) : { [type]: item });
  });
  return {
    push: (piece) => {
      const bytes = bytesOf(piece);
      if (bytes !== undefined) push(bytes);
    },
    end: nothing,
  };
}

/**
 * One document, or the items of a list as they come: Gemini streams one when it is not asked for events. Lines that are called JSON are read
 * as lines, and events as events whatever they are called; what is called JSON and is none is a failure, as it is for who parses it.
 */
function jsonDecoder(content: BodyContent, isJson: boolean): BodyDecoder {
  const toText = createTextDecoder();
  const onItem = eventReader(content);
  let pieces: string[] = [];
  let length = 0;
  let items: ((text: string) => void) | undefined;
  let events: ReturnType<typeof createEventDecoder> | undefined;
  const asEvents = (text: string): void => {
    events ??= createEventDecoder(onItem);
    events.push(text);
  };
  const add = (text: string): void => {
    if (length === 0 && EVENTS.test(text)) items = asEvents;
    const isList = length === 0 ? /^\s*\[/.test(text) : false;
    if (isList || (items === undefined && isJson && LINES.test(text)))
      items = createObjectSplitter((item) => onItem(item, undefined));
    length += text.length;
    if (items !== undefined) items(pieces.splice(0).join("") + text);
    else if (length <= MAX_JSON_LENGTH) pieces.push(text);
    else pieces = [];
  };
  return {
    push: (piece) => add(toText(piece)),
    end(isCut) {
      add(toText(undefined));
      const text = pieces.join("");
      // They begin in the first piece, unless that is shorter than a name of theirs.
      if (EVENTS.test(text)) asEvents(text);
      events?.end();
      if (items !== undefined || events !== undefined || length > MAX_JSON_LENGTH) return undefined;
      const document = parse(text);
      if (document !== undefined || !isJson || text.trim() === "") return document;
      if (LINES.test(text)) createObjectSplitter((item) => onItem(item, undefined))(text);
      else if (!isCut) content.failed(new SyntaxError("the answer is no JSON"));
      return undefined;
    },
  };
}

/** How server-sent events begin, and no JSON. Gateways call them by other media types, and clients do not mind. */
const EVENTS = /^\s*(data|event|id|retry)?:/;

/** Where one JSON document ends and the next begins; inside of one, only a list has this with nothing between. */
const LINES = /\}\r?\n\{/;

/** Text of a body's pieces, which may be cut inside a character; `undefined` ends it. */
function createTextDecoder(): (piece: unknown) => string {
  const decoder = new TextDecoder();
  return (piece) => {
    if (typeof piece === "string") return piece;
    if (piece === undefined) return decoder.decode();
    const bytes = bytesOf(piece);
    return bytes === undefined ? "" : decoder.decode(bytes, { stream: true });
  };
}

function bytesOf(piece: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(piece)) return new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength);
  return piece instanceof ArrayBuffer ? new Uint8Array(piece) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // What is not JSON says nothing of the call.
  }
}
