import type { ProtobufReader } from "../../internal/otlp/protobuf-reader.ts";
import type { RawGroup, RawPoint } from "../model/raw.ts";
import { MAX_RECORDS } from "./logs.ts";
import { readPoint } from "./points.ts";
import { type Decoded, RecordTally } from "./record-tally.ts";
import { readRequest } from "./request.ts";

/** Tags of `Metric`. */
const NAME = 0x0a;
const DESCRIPTION = 0x12;
const UNIT = 0x1a;
/** Tags of a metric's data by type. */
export const DATA: Readonly<Record<number, RawPoint["type"]>> = {
  42: "gauge",
  58: "sum",
  74: "histogram",
  82: "exponential_histogram",
  90: "summary",
};
/** Tags of the data, which are alike for all types that have them. */
const POINT = 0x0a;
const TEMPORALITY = 0x10;
const IS_MONOTONIC = 0x18;
const DELTA = 1;

/** What a point has from its metric. */
export type PointHead = Pick<RawPoint, "metric" | "unit" | "description" | "type" | "cumulative" | "monotonic">;

/**
 * Visits each data point of a request (protobuf). A metric without a name is left out, and its points counted.
 *
 * @throws MalformedOtlp when the request is no OTLP, OversizedOtlp when it has too many points; some may have been visited by
 * then
 */
export function decodeMetrics(body: Uint8Array, visit: (point: RawPoint, group: RawGroup) => void): Decoded {
  const tally = new RecordTally(MAX_RECORDS);
  readRequest(body, (reader, end, group) => {
    const metric = readMetric(reader, end);
    if (metric.type === undefined) return;
    reader.position = metric.dataStart;
    const { cumulative, monotonic } = readKind(reader, metric.dataEnd);
    const { type, name, unit, description } = metric;
    const head: PointHead = { metric: name, unit, description, type, cumulative, monotonic };
    reader.position = metric.dataStart;
    readPoints(reader, metric.dataEnd, (pointEnd) => {
      const point = readPoint(reader, pointEnd, head);
      if (name === "") tally.reject("a metric has no name");
      else {
        tally.accept();
        visit(point, group);
      }
    });
  });
  return tally;
}

interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  /** Undefined for a metric without data, or with data of a type that came later. */
  readonly type: RawPoint["type"] | undefined;
  readonly dataStart: number;
  readonly dataEnd: number;
}

function readMetric(reader: ProtobufReader, end: number): Metric {
  let name = "";
  let unit = "";
  let description = "";
  let type: RawPoint["type"] | undefined;
  let dataStart = 0;
  let dataEnd = 0;
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === NAME) name = reader.text(reader.span(end));
    else if (tag === DESCRIPTION) description = reader.text(reader.span(end));
    else if (tag === UNIT) unit = reader.text(reader.span(end));
    else if (DATA[tag] !== undefined) {
      type = DATA[tag];
      dataEnd = reader.span(end);
      dataStart = reader.position;
      reader.position = dataEnd;
    } else reader.skip(tag, end);
  }
  return { name, unit, description, type, dataStart, dataEnd };
}

function readKind(reader: ProtobufReader, end: number): { readonly cumulative: boolean; readonly monotonic: boolean } {
  let temporality = 0;
  let monotonic = false;
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag === TEMPORALITY) temporality = reader.varint(end);
    else if (tag === IS_MONOTONIC) monotonic = reader.varint(end) !== 0;
    else reader.skip(tag, end);
  }
  return { cumulative: temporality !== DELTA, monotonic };
}

function readPoints(reader: ProtobufReader, end: number, read: (end: number) => void): void {
  while (reader.position < end) {
    const tag = reader.tag(end);
    if (tag !== POINT) {
      reader.skip(tag, end);
      continue;
    }
    const pointEnd = reader.span(end);
    read(pointEnd);
    reader.position = pointEnd;
  }
}
