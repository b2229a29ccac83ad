import type { Diag } from "../internal/diag.ts";
import { monotonicMillis } from "../internal/real-timers.ts";
import type { SplicedBytes } from "../internal/spliced-bytes.ts";
import type { LogRecord, SpanRecord, TelemetryAttributes } from "../internal/telemetry-record.ts";
import { createBoundedFlush, type FlushOptions, flushLimit } from "./bounded-flush.ts";
import { settleExporter } from "./custom/settle-exporter.ts";
import type { DeliveryReport } from "./delivery.ts";
import { createChannels, type Targets, targetsOf } from "./destinations/create-channels.ts";
import type { Destination } from "./destinations/destination.ts";
import { dispatch, keepOpenSpan } from "./dispatch.ts";
import type { AllowsContent, TelemetryResource } from "./encode/attributes.ts";
import { encodeInterruption } from "./encode/interruption.ts";
import { encodeLogRecordForPolicies } from "./encode/log-record.ts";
import { withHeadRoom } from "./encode/record-writer.ts";
import { rememberResource } from "./encode/remember-resource.ts";
import { encodeSpanForTargets } from "./encode/span-for-targets.ts";
import { createOpenSpans, type LiveSpan } from "./open-spans.ts";
import { countRecords, type PipelineHealth, readHealth, sayUndelivered } from "./pipeline-health.ts";
import type { QueueLimits } from "./queue/queue-limits.ts";
import { createSpoolStore, type SpoolStoreOptions } from "./spool/spool-store.ts";

export interface PipelineOptions {
  readonly destinations: readonly Destination[];
  /** A function is asked when a request is made, so that what is detected late still arrives. */
  readonly resource: TelemetryResource | (() => TelemetryResource);
  readonly diag: Diag;
  readonly limits?: Partial<QueueLimits>;
  /** Where records are kept until they are delivered. @defaultValue memory */
  readonly spool?: SpoolStoreOptions;
  /** Names what a destination may receive: records on disk are only ever sent to one that may receive the same. */
  readonly gates?: (allows: AllowsContent) => string;
  /** What a span says that was open when its process died. */
  readonly interrupted?: TelemetryAttributes;
}

/** Takes finished records, encodes them once and brings them to every destination. Recording never waits and never throws. */
export interface Pipeline {
  /** A span began: what is known of it is kept when it stays open. */
  opened(span: LiveSpan): void;
  span(record: SpanRecord): void;
  log(record: LogRecord): void;
  /** Counts a span or event that came after the end and was not made. */
  refused(signal: "traces" | "logs"): void;
  /** `request` is an encoded `ExportMetricsServiceRequest` that holds `dataPoints` points. */
  metrics(request: Uint8Array, dataPoints: number): void;
  /** Begins to send what earlier processes left. */
  start(): void;
  /** Keeps on disk what is open, removes what was delivered and, where the thread ends and not the process, lets others take what is there. Synchronous. */
  exit(): void;
  /** Always resolves, with what became of everything accepted so far. */
  flush(options?: FlushOptions): Promise<DeliveryReport>;
  /** Flushes once and stops; records that come later are counted as dropped. Always resolves. */
  shutdown(options?: FlushOptions): Promise<DeliveryReport>;
  /** Says what is left in memory, which does not outlive the process, and why it was not delivered. */
  sayUndelivered(): void;
  health(): PipelineHealth;
}

export function createPipeline(options: PipelineOptions): Pipeline {
  const { diag } = options;
  const resource = typeof options.resource === "function" ? options.resource : constant(options.resource);
  const store = options.spool === undefined ? undefined : createSpoolStore(options.spool);
  const channels = createChannels(options.destinations, {
    diag,
    resource,
    encodedResource: rememberResource(resource),
    gates: options.gates ?? (() => ""),
    endInterrupted: (span) => encodeInterruption(span, options.interrupted ?? {}),
    ...(store !== undefined && { store }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  const spans = targetsOf(channels, "traces");
  const logs = targetsOf(channels, "logs");
  const points = targetsOf(channels, "metrics");
  const open =
    store === undefined || spans.bytes.length === 0
      ? undefined
      : createOpenSpans((record) => keepOpenSpan(record, spans, diag));
  const parts = { channels, spans, logs, points, store };
  const flushQueues = createBoundedFlush(channels.map(({ queue }) => queue));
  let stopping: Promise<DeliveryReport> | undefined;

  /** The exporters of the host share the time with the queues: they get what is left of it. */
  async function flush(flushOptions: FlushOptions = {}): Promise<DeliveryReport> {
    const deadline = monotonicMillis() + flushLimit(flushOptions);
    await flushQueues(flushOptions);
    await settleExporters("forceFlush", deadline);
    return report();
  }

  async function stop(flushOptions: FlushOptions = {}): Promise<DeliveryReport> {
    const deadline = monotonicMillis() + flushLimit(flushOptions);
    await flush(flushOptions);
    sayUndelivered(channels, diag);
    open?.close();
    for (const channel of channels) channel.close();
    store?.handOver();
    await settleExporters("shutdown", deadline);
    return report();
  }

  async function settleExporters(method: "forceFlush" | "shutdown", deadline: number): Promise<void> {
    const left = Math.max(0, deadline - monotonicMillis());
    await Promise.all(channels.map((channel) => settleExporter(channel, method, left)));
  }

  function report(): DeliveryReport {
    const { delivered, pending, onDisk, dropped } = countRecords(parts);
    return { delivered, onDisk, pending, dropped };
  }

  return {
    opened: (span) => open?.add(span),
    span(record) {
      const endedSpanId = open?.remove(record.spanId) === true ? record.spanId : undefined;
      dispatch(record, spans, encodeSpanForTargets, endedSpanId, diag);
    },
    log: (record) => dispatch(record, logs, encodeLog, undefined, diag),
    refused(signal) {
      for (const { queue } of (signal === "traces" ? spans : logs).all) queue.reject("disabled", 1);
    },
    metrics(request, dataPoints) {
      if (points.bytes.length === 0) return;
      const bytes = withHeadRoom(request);
      for (const { queue } of points.bytes) queue.take({ bytes, count: dataPoints });
    },
    start() {
      for (const { queue } of [...spans.bytes, ...logs.bytes, ...points.bytes]) queue.start?.();
      store?.start();
    },
    exit() {
      open?.keepNow();
      if (process.getBuiltinModule("node:worker_threads").isMainThread) store?.removeSettled();
      else store?.handOver();
    },
    flush,
    shutdown: (flushOptions) => (stopping ??= stop(flushOptions)),
    sayUndelivered: () => sayUndelivered(channels, diag),
    health: () => readHealth(parts),
  };
}

function encodeLog(record: LogRecord, { policies }: Targets): readonly SplicedBytes[] {
  return encodeLogRecordForPolicies(record, policies);
}

function constant(resource: TelemetryResource): () => TelemetryResource {
  return () => resource;
}
