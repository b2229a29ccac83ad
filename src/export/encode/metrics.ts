import type { HistogramPoint, MetricRecord, NumberPoint, Temporality } from "../../internal/metric-record.ts";
import type { InstrumentationScope } from "../../internal/telemetry-record.ts";
import { encodeResource, encodeScope, type TelemetryResource, writeAttributes } from "./attributes.ts";
import { ProtobufWriter } from "./protobuf-writer.ts";
import { exportRequest } from "./request.ts";

const GAUGE = 5;
const SUM = 7;
const HISTOGRAM = 9;
/** `AggregationTemporality` of OTLP. */
const TEMPORALITY = { delta: 1, cumulative: 2 } as const satisfies Record<Temporality, number>;
const MAX_INT64 = 2n ** 63n - 1n;

const writer = new ProtobufWriter();

/** An OTLP `ExportMetricsServiceRequest` with the metrics of one instrumentation scope. */
export function encodeMetricsRequest(
  resource: TelemetryResource,
  scope: InstrumentationScope,
  metrics: readonly MetricRecord[],
): Uint8Array {
  const { schemaUrl } = scope;
  const group = { scopeBytes: encodeScope(scope), records: metrics.map((metric) => ({ bytes: encodeMetric(metric) })) };
  return exportRequest(
    { bytes: encodeResource(resource), ...(resource.schemaUrl !== undefined && { schemaUrl: resource.schemaUrl }) },
    [schemaUrl === undefined ? group : { ...group, schemaUrl }],
  );
}

/** The fields of an OTLP `Metric`. */
function encodeMetric(metric: MetricRecord): Uint8Array {
  writer.reset();
  writer.string(1, metric.name);
  if (metric.description !== "") writer.string(2, metric.description);
  if (metric.unit !== "") writer.string(3, metric.unit);
  if (metric.type === "histogram") writeHistogram(metric);
  else {
    const data = writer.begin(metric.type === "sum" ? SUM : GAUGE);
    for (const point of metric.points) writeNumberPoint(point, metric.valueType === "int");
    if (metric.type === "sum") {
      writer.uint(2, TEMPORALITY[metric.temporality]);
      if (metric.isMonotonic) writer.uint(3, 1);
    }
    writer.end(data);
  }
  return writer.finish();
}

function writeHistogram({ points, temporality, boundaries }: Extract<MetricRecord, { type: "histogram" }>): void {
  const bounds = Buffer.alloc(boundaries.length * 8);
  boundaries.forEach((bound, index) => {
    bounds.writeDoubleLE(bound, index * 8);
  });
  const data = writer.begin(HISTOGRAM);
  for (const point of points) writeHistogramPoint(point, bounds);
  writer.uint(2, TEMPORALITY[temporality]);
  writer.end(data);
}

function writeNumberPoint(point: NumberPoint, isInt: boolean): void {
  const mark = writer.begin(1);
  writeTimes(point);
  if (isInt) writeFixed64(6, point.value);
  else writer.double(4, point.value);
  writeAttributes(writer, 7, point.attributes);
  writer.end(mark);
}

function writeHistogramPoint(point: HistogramPoint, bounds: Uint8Array): void {
  const counts = Buffer.alloc(point.bucketCounts.length * 8);
  point.bucketCounts.forEach((count, index) => {
    counts.writeBigUInt64LE(BigInt(count), index * 8);
  });
  const mark = writer.begin(1);
  writeTimes(point);
  writeFixed64(4, point.count);
  writer.double(5, point.sum);
  writePacked(6, counts);
  writePacked(7, bounds);
  writeAttributes(writer, 9, point.attributes);
  writer.double(11, point.min);
  writer.double(12, point.max);
  writer.end(mark);
}

function writeTimes({ startTimeMillis, timeMillis }: NumberPoint | HistogramPoint): void {
  if (startTimeMillis !== undefined) writer.timeNanos(2, startTimeMillis);
  writer.timeNanos(3, timeMillis);
}

/** Numbers of 8 bytes each as one packed field. */
function writePacked(field: number, bytes: Uint8Array): void {
  if (bytes.byteLength === 0) return;
  const mark = writer.begin(field);
  writer.raw(bytes);
  writer.end(mark);
}

const fixed = Buffer.alloc(9);

/** A whole number below field 16 as `fixed64` or `sfixed64`; what is too big becomes the biggest. */
function writeFixed64(field: number, value: number): void {
  const whole = BigInt(Math.trunc(Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE)));
  fixed[0] = field * 8 + 1;
  fixed.writeBigInt64LE(whole > MAX_INT64 ? MAX_INT64 : whole < -MAX_INT64 ? -MAX_INT64 : whole, 1);
  writer.raw(fixed);
}
