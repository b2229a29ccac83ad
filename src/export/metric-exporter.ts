import type { Diag } from "../internal/diag.ts";
import { describeError } from "../internal/guard.ts";
import type { Pipeline } from "./pipeline.ts";

/** The part of the SDK's `ResourceMetrics` that is counted; the rest is passed on. */
interface ResourceMetricsLike {
  readonly scopeMetrics: readonly { readonly metrics: readonly { readonly dataPoints: readonly unknown[] }[] }[];
}

/** A `PushMetricExporter` of the OpenTelemetry SDK. */
export interface PipelineMetricExporter {
  export(metrics: ResourceMetricsLike, done: (result: { readonly code: 0 | 1; readonly error?: Error }) => void): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
  /** Loads the encoder, so that {@link exportNow} has it. */
  prepare(): void;
  /** Hands over what was collected and not encoded yet, and these, at once. Nothing, where the encoder is not loaded. */
  exportNow(metrics: ResourceMetricsLike): void;
  /** 0 delta, 1 cumulative. */
  selectAggregationTemporality?(instrumentType: string): 0 | 1;
}

export interface MetricExporterOptions {
  readonly pipeline: Pick<Pipeline, "metrics">;
  readonly diag: Diag;
  /** `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`. @defaultValue `"cumulative"` */
  readonly temporality?: "cumulative" | "delta" | "lowmemory";
}

type Encode = (metrics: ResourceMetricsLike) => Uint8Array | undefined;

const DELTA = 0;
const CUMULATIVE = 1;
/** Instrument types that each preference reports as changes since the last export (OpenTelemetry specification, OTLP metrics exporter). */
const DELTA_TYPES = {
  cumulative: [],
  delta: ["COUNTER", "OBSERVABLE_COUNTER", "HISTOGRAM"],
  lowmemory: ["COUNTER", "HISTOGRAM"],
} as const satisfies Record<string, readonly string[]>;

/**
 * Encodes what a metric reader collects and hands it to the pipeline; the encoder is loaded with the first point, or before. The pipeline sends by itself:
 * whoever flushes or stops it after the reader would otherwise wait twice for a backend that hangs.
 */
export function createMetricExporter({ pipeline, diag, temporality }: MetricExporterOptions): PipelineMetricExporter {
  const deltaTypes: readonly string[] = DELTA_TYPES[temporality ?? "cumulative"];
  /** Collected, and not handed over yet. */
  const underway = new Set<ResourceMetricsLike>();
  let encode: Encode | undefined;
  let loading: Promise<void> | undefined;

  /** Not to be had where the API is older than 1.10, which has no names for logs. */
  async function load(): Promise<void> {
    try {
      const { ProtobufMetricsSerializer } = await import("@opentelemetry/otlp-transformer");
      encode = (metrics) => ProtobufMetricsSerializer.serializeRequest(metrics as never);
    } catch (error) {
      diag.warn("metrics", `metrics of other instrumentations cannot be sent: ${describeError(error)}`);
    }
  }

  function handOver(metrics: ResourceMetricsLike): 0 | 1 {
    // Handed over meanwhile, as the process ends.
    if (!underway.delete(metrics)) return 0;
    try {
      const request = encode?.(metrics);
      if (request !== undefined) pipeline.metrics(request, countPoints(metrics));
      return encode === undefined ? 1 : 0;
    } catch (error) {
      diag.error("internal:metrics", `metrics could not be encoded: ${describeError(error)}`);
      return 1;
    }
  }

  async function send(metrics: ResourceMetricsLike): Promise<0 | 1> {
    try {
      if (countPoints(metrics) === 0) return 0;
    } catch (error) {
      diag.error("internal:metrics", `metrics could not be read: ${describeError(error)}`);
      return 1;
    }
    underway.add(metrics);
    loading ??= load();
    await loading;
    return handOver(metrics);
  }

  return {
    export(metrics, done) {
      void send(metrics).then((code) => done({ code }));
    },
    selectAggregationTemporality: (type) => (deltaTypes.includes(type) ? DELTA : CUMULATIVE),
    prepare() {
      loading ??= load();
    },
    exportNow(metrics) {
      if (countPoints(metrics) > 0) underway.add(metrics);
      for (const collected of [...underway]) handOver(collected);
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
}

function countPoints({ scopeMetrics }: ResourceMetricsLike): number {
  let points = 0;
  for (const { metrics } of scopeMetrics) for (const { dataPoints } of metrics) points += dataPoints.length;
  return points;
}
