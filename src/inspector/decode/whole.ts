import { ProtobufReader } from "../../internal/otlp/protobuf-reader.ts";
import type { AttributeMap, AttributeValue, RawLog, RawSpan } from "../model/raw.ts";
import { readLog } from "./logs.ts";
import { readSpan } from "./traces.ts";
import { readAttribute } from "./values.ts";

/** A span with all that was sent of it. */
export interface WholeSpan extends RawSpan {
  readonly attributes: AttributeMap;
  readonly traceState: string;
  /** "" when there is none. */
  readonly statusMessage: string;
  readonly events: readonly { readonly name: string; readonly timeUs: number; readonly attributes: AttributeMap }[];
  readonly links: readonly {
    readonly traceId: Uint8Array;
    readonly spanId: Uint8Array;
    readonly attributes: AttributeMap;
  }[];
}

/** Tags of `Span`, `Event`, `Link` and `Status`. */
const SPAN = { traceState: 0x1a, event: 0x5a, link: 0x6a, status: 0x7a } as const;
const EVENT = { time: 0x09, name: 0x12, attribute: 0x1a } as const;
const LINK = { traceId: 0x0a, spanId: 0x12, attribute: 0x22 } as const;
const STATUS_MESSAGE = 0x12;

const NONE: Uint8Array = new Uint8Array();

/** A `Span` message with all its attributes, events and links. @throws MalformedOtlp */
export function decodeSpan(message: Uint8Array): WholeSpan {
  const reader = new ProtobufReader(message);
  const end = message.byteLength;
  const span = readSpan(reader, end, undefined, new Map<string, AttributeValue>());
  const events: WholeSpan["events"][number][] = [];
  const links: WholeSpan["links"][number][] = [];
  let traceState = "";
  let statusMessage = "";
  reader.position = 0;
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === SPAN.event) events.push(readEvent(reader, reader.span(end)));
    else if (tag === SPAN.link) links.push(readLink(reader, reader.span(end)));
    else if (tag === SPAN.traceState) traceState = reader.text(reader.span(end));
    else if (tag === SPAN.status) statusMessage = readMessage(reader, reader.span(end), statusMessage);
    else reader.skip(tag, end);
  }
  return { ...span, traceState, statusMessage, events, links };
}

/** A `LogRecord` message. @throws MalformedOtlp */
export function decodeLog(message: Uint8Array): RawLog {
  return readLog(new ProtobufReader(message), message.byteLength);
}

function readEvent(reader: ProtobufReader, end: number): WholeSpan["events"][number] {
  const attributes = new Map<string, AttributeValue>();
  let name = "";
  let timeUs = 0;
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === EVENT.attribute) readAttribute(reader, reader.span(end), undefined, attributes);
    else if (tag === EVENT.name) name = reader.text(reader.span(end));
    else if (tag === EVENT.time) timeUs = reader.micros(end);
    else reader.skip(tag, end);
  }
  return { name, timeUs, attributes };
}

function readLink(reader: ProtobufReader, end: number): WholeSpan["links"][number] {
  const attributes = new Map<string, AttributeValue>();
  let traceId = NONE;
  let spanId = NONE;
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === LINK.attribute) readAttribute(reader, reader.span(end), undefined, attributes);
    else if (tag === LINK.traceId) traceId = reader.view(reader.span(end));
    else if (tag === LINK.spanId) spanId = reader.view(reader.span(end));
    else reader.skip(tag, end);
  }
  return { traceId, spanId, attributes };
}

function readMessage(reader: ProtobufReader, end: number, before: string): string {
  let message = before;
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === STATUS_MESSAGE) message = reader.text(reader.span(end));
    else reader.skip(tag, end);
  }
  return message;
}
