import type { ProtobufReader } from "../../internal/otlp/protobuf-reader.ts";
import type { AttributeValue, RawGroup, RawLog } from "../model/raw.ts";
import { idOrNone } from "./ids.ts";
import { type Decoded, RecordTally } from "./record-tally.ts";
import { readRequest } from "./request.ts";
import { readAttribute, readValue, texts } from "./values.ts";

/** Log records or points that one request may have. */
export const MAX_RECORDS = 50_000;

/** Tags of `LogRecord`. */
const TIME = 0x09;
const SEVERITY = 0x10;
const BODY = 0x2a;
const ATTRIBUTE = 0x32;
const TRACE_ID = 0x4a;
const SPAN_ID = 0x52;
const OBSERVED = 0x59;
const EVENT_NAME = 0x62;

/**
 * Visits each log record of a request (protobuf). One whose ids have a wrong length is left out and counted; zeros are no ids.
 *
 * @throws MalformedOtlp when the request is no OTLP, OversizedOtlp when it has too many records; some may have been visited by
 * then
 */
export function decodeLogs(body: Uint8Array, visit: (log: RawLog, group: RawGroup) => void): Decoded {
  const tally = new RecordTally(MAX_RECORDS);
  readRequest(body, (reader, end, group) => {
    const log = readLog(reader, end);
    if (hasWrongLength(log.traceId, 16)) tally.reject("a log record's trace id is not 16 bytes");
    else if (hasWrongLength(log.spanId, 8)) tally.reject("a log record's span id is not 8 bytes");
    else {
      tally.accept();
      visit(log, group);
    }
  });
  return tally;
}

/** One whole `LogRecord` message. @throws MalformedOtlp */
export function readLog(reader: ProtobufReader, end: number): RawLog {
  const start = reader.position;
  const attributes = new Map<string, AttributeValue>();
  let traceId: Uint8Array | undefined;
  let spanId: Uint8Array | undefined;
  let timeUs = 0;
  let observedUs = 0;
  let eventName = "";
  let severity = 0;
  let body: AttributeValue = null;
  while (reader.position < end) {
    const tag = reader.tag(end);
    switch (tag) {
      case ATTRIBUTE:
        readAttribute(reader, reader.span(end), undefined, attributes);
        break;
      case TIME:
        timeUs = reader.micros(end);
        break;
      case OBSERVED:
        observedUs = reader.micros(end);
        break;
      case SEVERITY:
        severity = reader.varint(end);
        break;
      case BODY:
        body = readValue(reader, reader.span(end));
        break;
      case TRACE_ID:
        traceId = idOrNone(reader.view(reader.span(end)));
        break;
      case SPAN_ID:
        spanId = idOrNone(reader.view(reader.span(end)));
        break;
      case EVENT_NAME: {
        const nameEnd = reader.span(end);
        eventName = texts.read(reader.bytes, reader.position, nameEnd);
        reader.position = nameEnd;
        break;
      }
      default:
        reader.skip(tag, end);
    }
  }
  reader.position = start;
  return {
    traceId,
    spanId,
    timeUs: timeUs || observedUs,
    eventName: eventName || textOf(attributes.get("event.name")),
    severity: severity <= 24 ? severity : 0,
    body,
    attributes,
    bytes: reader.view(end),
  };
}

function textOf(value: AttributeValue | undefined): string {
  return typeof value === "string" ? value : "";
}

function hasWrongLength(id: Uint8Array | undefined, length: number): boolean {
  return id !== undefined && id.byteLength !== length;
}
