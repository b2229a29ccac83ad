import type { Signal } from "../../inspector/index.ts";
import { BYTES, FIXED64, ProtobufReader } from "../../internal/otlp/protobuf-reader.ts";

/**
 * What a protobuf request is a request of. The messages of the three signals have the same numbers down to the record; that of a span begins with ids, that of
 * a log record with a time. Undefined for what is no such request, or has no record in it.
 */
export function signalOfProtobuf(body: Uint8Array): Signal | undefined {
  const reader = new ProtobufReader(body);
  try {
    const record = firstField(reader, 0, body.byteLength, [1, 2, 2]);
    return record === undefined ? undefined : signalOfRecord(reader, record.start, record.end);
  } catch {
    return undefined;
  }
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The first message at a path of field numbers. */
function firstField(reader: ProtobufReader, start: number, end: number, path: readonly number[]): Stretch | undefined {
  const [number, ...rest] = path;
  if (number === undefined) return { start, end };
  reader.position = start;
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag !== ((number << 3) | BYTES)) {
      reader.skip(tag, end);
      continue;
    }
    const inner = reader.span(end);
    const found = firstField(reader, reader.position, inner, rest);
    if (found !== undefined) return found;
    reader.position = inner;
  }
  return undefined;
}

const TIME = (1 << 3) | FIXED64;
const OBSERVED_TIME = (11 << 3) | FIXED64;
const TRACE_ID = (1 << 3) | BYTES;
const SPAN_ID = (2 << 3) | BYTES;

function signalOfRecord(reader: ProtobufReader, start: number, end: number): Signal {
  const ids = new Set<number>();
  reader.position = start;
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === TIME || tag === OBSERVED_TIME) return "logs";
    const from = reader.position;
    reader.skip(tag, end);
    if (tag === TRACE_ID && reader.position - from === 17) ids.add(tag);
    if (tag === SPAN_ID && reader.position - from === 9) ids.add(tag);
  }
  return ids.size === 2 ? "traces" : "metrics";
}
