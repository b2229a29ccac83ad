import type { AttributeList, JsonValue } from "../../api.ts";
import { jsonToProtobuf } from "../../decode/json-to-protobuf.ts";
import { readRequest } from "../../decode/request.ts";

/** A series as the store has it. */
export interface StoredMetric {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly type: string;
  readonly cumulative: number;
  readonly monotonic: number;
  readonly attributes: AttributeList;
  readonly points: readonly {
    readonly timeUs: number;
    readonly startUs: number;
    readonly value: number;
    readonly count: number;
    /** JSON: upper bounds and counts. */
    readonly buckets: string | null;
  }[];
}

const DELTA = 1;
const CUMULATIVE = 2;

/** A series as a `Metric` message. Exponential histograms become histograms with the bounds that they had. */
export function encodeMetric(metric: StoredMetric): Uint8Array {
  const request = { resourceMetrics: [{ scopeMetrics: [{ metrics: [toJson(metric)] }] }] };
  let message: Uint8Array = new Uint8Array();
  readRequest(jsonToProtobuf("metrics", Buffer.from(JSON.stringify(request))), (reader, end) => {
    message = reader.view(end);
  });
  return message;
}

function toJson({ name, unit, description, type, cumulative, monotonic, attributes, points }: StoredMetric): object {
  const temporality = { aggregationTemporality: cumulative === 1 ? CUMULATIVE : DELTA };
  const keyed = attributes.map(([key, value]) => ({ key, value: toValue(value) }));
  const heads = points.map(({ timeUs, startUs }) => ({
    attributes: keyed,
    timeUnixNano: nanos(timeUs),
    startTimeUnixNano: nanos(startUs),
  }));
  const of = { name, unit, description };
  if (type === "gauge" || type === "sum") {
    const dataPoints = points.map(({ value }, index) => ({ ...heads[index], asDouble: value }));
    if (type === "gauge") return { ...of, gauge: { dataPoints } };
    return { ...of, sum: { ...temporality, isMonotonic: monotonic === 1, dataPoints } };
  }
  const dataPoints = points.map(({ value, count, buckets }, index) => {
    const [explicitBounds, bucketCounts] = JSON.parse(buckets ?? "[[], []]") as [number[], number[]];
    return {
      ...heads[index],
      sum: value,
      count: String(count),
      explicitBounds,
      bucketCounts: bucketCounts.map(String),
    };
  });
  return type === "summary"
    ? { ...of, summary: { dataPoints: dataPoints.map(({ explicitBounds: _, bucketCounts: __, ...point }) => point) } }
    : { ...of, histogram: { ...temporality, dataPoints } };
}

function nanos(micros: number): string {
  return `${micros}000`;
}

function toValue(value: JsonValue): object {
  if (value === null) return {};
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number") return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (isList(value)) return { arrayValue: { values: value.map(toValue) } };
  return { kvlistValue: { values: Object.entries(value).map(([key, item]) => ({ key, value: toValue(item) })) } };
}

function isList(value: readonly JsonValue[] | { readonly [key: string]: JsonValue }): value is readonly JsonValue[] {
  return Array.isArray(value);
}
