import type { ProtobufReader } from "../../internal/otlp/protobuf-reader.ts";
import type { Attributes, RawGroup, RawSpan } from "../model/raw.ts";
import { idOrNone, isId, readId } from "./ids.ts";
import { type Decoded, RecordTally } from "./record-tally.ts";
import { readRequest } from "./request.ts";
import type { AttributeSink } from "./span-attributes.ts";
import { checkAttribute, readAttribute, texts } from "./values.ts";
import { WantedKeys } from "./wanted-keys.ts";

/** Spans that one request may have. */
const MAX_SPANS = 20_000;

/** Tags of `Span`, of `Event` and `Link` in it their attributes, of `Status` its code. */
const TRACE_ID = 0x0a;
const SPAN_ID = 0x12;
const PARENT_ID = 0x22;
const NAME = 0x2a;
const KIND = 0x30;
const START = 0x39;
const END = 0x41;
const ATTRIBUTE = 0x4a;
const EVENT = 0x5a;
const LINK = 0x6a;
const STATUS = 0x7a;
const EVENT_ATTRIBUTE = 0x1a;
const LINK_ATTRIBUTE = 0x22;
const CODE = 0x18;

const NONE: Uint8Array = new Uint8Array();

/**
 * Visits each span of a request (protobuf) with those of its attributes that are wanted. The rest of a span is checked, not
 * decoded. A span whose ids are none is left out and counted.
 *
 * @param attributesOf Gives what the attributes of the next span are put into
 * @throws MalformedOtlp when the request is no OTLP, OversizedOtlp when it has too many spans; some may have been visited by then
 */
export function decodeTraces(
  body: Uint8Array,
  wanted: ReadonlySet<string>,
  visit: (span: RawSpan, group: RawGroup) => void,
  attributesOf: () => Attributes & AttributeSink = () => new Map(),
): Decoded {
  const keys = keysOf(wanted);
  const tally = new RecordTally(MAX_SPANS);
  let before: SpanIds = { traceId: NONE, parentSpanId: undefined };
  readRequest(body, (reader, end, group) => {
    const span = readSpan(reader, end, keys, attributesOf(), before);
    before = span;
    const wrong = wrongIds(span);
    if (wrong === undefined) {
      tally.accept();
      visit(span, group);
    } else tally.reject(wrong);
  });
  return tally;
}

const keysBySet = new WeakMap<ReadonlySet<string>, WantedKeys>();

function keysOf(wanted: ReadonlySet<string>): WantedKeys {
  const known = keysBySet.get(wanted);
  if (known !== undefined) return known;
  const keys = new WantedKeys(wanted);
  keysBySet.set(wanted, keys);
  return keys;
}

function wrongIds(span: RawSpan): string | undefined {
  if (!isId(span.traceId, 16)) return "a span's trace id is not 16 bytes, or is all zeros";
  if (!isId(span.spanId, 8)) return "a span's id is not 8 bytes, or is all zeros";
  if (span.parentSpanId !== undefined && !isId(span.parentSpanId, 8)) return "the id of a span's parent is not 8 bytes";
  return undefined;
}

type SpanIds = Pick<RawSpan, "traceId" | "parentSpanId">;

/**
 * Reads the `Span` from here to `end`, as it is.
 *
 * @param before A span whose ids may be the same as this one's
 */
export function readSpan<Into extends Attributes & AttributeSink>(
  reader: ProtobufReader,
  end: number,
  wanted: WantedKeys | undefined,
  attributes: Into,
  before?: SpanIds,
): RawSpan & { readonly attributes: Into } {
  const start = reader.position;
  let traceId = NONE;
  let spanId = NONE;
  let parentSpanId: Uint8Array | undefined;
  let name = "";
  let otlpKind = 0;
  let startUs = 0;
  let endUs = 0;
  let status = 0;
  let eventCount = 0;
  while (reader.position < end) {
    const tag = reader.tag(end);
    switch (tag) {
      case ATTRIBUTE:
        readSpanAttribute(reader, reader.span(end), wanted, attributes);
        break;
      case TRACE_ID:
        traceId = readId(reader, reader.span(end), before?.traceId ?? NONE);
        break;
      case SPAN_ID:
        spanId = reader.view(reader.span(end));
        break;
      case PARENT_ID:
        parentSpanId = idOrNone(readId(reader, reader.span(end), before?.parentSpanId ?? NONE));
        break;
      case NAME: {
        const nameEnd = reader.span(end);
        name = texts.read(reader.bytes, reader.position, nameEnd);
        reader.position = nameEnd;
        break;
      }
      case KIND:
        otlpKind = reader.varint(end);
        break;
      case START:
        startUs = reader.micros(end);
        break;
      case END:
        endUs = reader.micros(end);
        break;
      case EVENT:
        eventCount += 1;
        checkPart(reader, reader.span(end), EVENT_ATTRIBUTE);
        break;
      case LINK:
        checkPart(reader, reader.span(end), LINK_ATTRIBUTE);
        break;
      case STATUS:
        status = readCode(reader, reader.span(end), status);
        break;
      default:
        reader.skip(tag, end);
    }
  }
  reader.position = start;
  return {
    traceId,
    spanId,
    parentSpanId,
    name,
    otlpKind: otlpKind <= 5 ? otlpKind : 0,
    startUs,
    durationUs: endUs > startUs ? endUs - startUs : 0,
    status: status === 1 || status === 2 ? status : 0,
    attributes,
    eventCount,
    bytes: reader.view(end),
  };
}

function readSpanAttribute(
  reader: ProtobufReader,
  end: number,
  wanted: WantedKeys | undefined,
  into: AttributeSink,
): void {
  if (into.begin?.(reader.bytes, reader.position, end) === true) reader.position = end;
  else readAttribute(reader, end, wanted, into);
}

function checkPart(reader: ProtobufReader, end: number, attribute: number): void {
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === attribute) checkAttribute(reader, reader.span(end));
    else reader.skip(tag, end);
  }
}

function readCode(reader: ProtobufReader, end: number, before: number): number {
  let code = before;
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === CODE) code = reader.varint(end);
    else reader.skip(tag, end);
  }
  return code;
}
