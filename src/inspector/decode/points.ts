import type { ProtobufReader } from "../../internal/otlp/protobuf-reader.ts";
import type { AttributeValue, RawPoint } from "../model/raw.ts";
import type { PointHead } from "./metrics.ts";
import { readAttribute } from "./values.ts";

/** Tags that mean the same in all points but those of exponential histograms, whose attributes are field 1. */
const START = 0x11;
const TIME = 0x19;
const EXPONENTIAL_ATTRIBUTE = 0x0a;
const NUMBER_ATTRIBUTE = 0x3a;
const HISTOGRAM_ATTRIBUTE = 0x4a;
/** Of gauges and sums. */
const AS_DOUBLE = 0x21;
const AS_INT = 0x31;
/** Of histograms and summaries. */
const COUNT = 0x21;
const SUM = 0x29;

const ATTRIBUTES: Readonly<Record<RawPoint["type"], number>> = {
  gauge: NUMBER_ATTRIBUTE,
  sum: NUMBER_ATTRIBUTE,
  histogram: HISTOGRAM_ATTRIBUTE,
  exponential_histogram: EXPONENTIAL_ATTRIBUTE,
  summary: NUMBER_ATTRIBUTE,
};

/** Reads one data point from here to `end`. @throws MalformedOtlp */
export function readPoint(reader: ProtobufReader, end: number, head: PointHead): RawPoint {
  const attribute = ATTRIBUTES[head.type];
  const isNumber = head.type === "gauge" || head.type === "sum";
  const attributes = new Map<string, AttributeValue>();
  const said: Uint8Array[] = [];
  const measured: Uint8Array[] = [];
  let startUs = 0;
  let timeUs = 0;
  let value = 0;
  let count = isNumber ? 1 : 0;
  while (reader.position < end) {
    const start = reader.position;
    const tag = reader.tag(end);
    if (tag === attribute) readAttribute(reader, reader.span(end), undefined, attributes);
    else if (tag === START) startUs = reader.micros(end);
    else if (tag === TIME) timeUs = reader.micros(end);
    else if (isNumber && tag === AS_DOUBLE) value = reader.double(end);
    else if (isNumber && tag === AS_INT) value = signed(reader, end);
    else if (!isNumber && tag === COUNT) count = unsigned(reader, end);
    else if (!isNumber && tag === SUM) value = reader.double(end);
    else reader.skip(tag, end);
    const fieldEnd = reader.position;
    reader.position = start;
    (tag === attribute ? said : measured).push(reader.view(fieldEnd));
  }
  return {
    ...head,
    startUs,
    timeUs,
    attributes,
    value,
    count,
    attributeBytes: Buffer.concat(said),
    bytes: Buffer.concat(measured),
  };
}

function signed(reader: ProtobufReader, end: number): number {
  reader.fixed64(end);
  return (reader.high | 0) * 4_294_967_296 + reader.low;
}

function unsigned(reader: ProtobufReader, end: number): number {
  reader.fixed64(end);
  return reader.high * 4_294_967_296 + reader.low;
}
