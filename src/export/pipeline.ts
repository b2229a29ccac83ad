import type { Diag } from "../internal/diag.ts";
import { describeError } from "../internal/guard.ts";
import { monotonicMillis } from "../internal/real-timers.ts";
import type { SplicedBytes } from "../internal/spliced-bytes.ts";
import type { LogRecord, SpanRecord, TelemetryAttributes } from "../internal/telemetry-record.ts";
import { createBoundedFlush, type FlushOptions, flushLimit } from "./bounded-flush.ts";
import { type Counters, sumCounters } from "./counters.ts";
import { settleExporter } from "./custom/settle-exporter.ts";
import type { DeliveryReport } from "./delivery.ts";
import { createChannels, type Targets, targetsOf } from "./destinations/create-channels.ts";
import type { Destination } from "./destinations/destination.ts";
import type { AllowsContent, TelemetryResource } from "./encode/attributes.ts";
import { encodeInterruption } from "./encode/interruption.ts";
import { encodeLogRecordForPolicies } from "./encode/log-record.ts";
import { recordWriter, withHeadRoom } from "./encode/record-writer.ts";
import { rememberResource } from "./encode/remember-resource.ts";
import { encodeSpanForTargets } from "./encode/span-for-targets.ts";
import { createOpenSpans, type LiveSpan } from "./open-spans.ts";
import type { QueueLimits } from "./queue/queue-limits.ts";
import { recordSize } from "./queue/record-size.ts";
import type { QueueHealth } from "./queue/send-queue.ts";
import type { SpoolCounts } from "./spool/spool-counts.ts";
import { createSpoolStore, type SpoolStore, type SpoolStoreOptions } from "./spool/spool-store.ts";

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

/** Spans and events of all destinations summed; `accepted + adopted = delivered + pending + onDisk + sum(dropped)`. */
export interface PipelineHealth extends Counters {
  readonly lastError?: string;
  /** The folder of records on disk, and why it cannot be used when it cannot. */
  readonly spool?: { readonly directory: string; readonly bytes: number; readonly refused?: string };
  /** Counted in data points, apart from spans and events. */
  readonly metricPoints: Counters;
  /** One entry for each destination and signal. */
  readonly destinations: readonly QueueHealth[];
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
  const open = store === undefined || spans.bytes.length === 0 ? undefined : createOpenSpans(keepOpenSpan);
  const flushQueues = createBoundedFlush(channels.map(({ queue }) => queue));
  let stopping: Promise<DeliveryReport> | undefined;

  function dispatch<R extends SpanRecord | LogRecord>(
    targets: Targets,
    record: R,
    encode: (record: R, targets: Targets) => readonly SplicedBytes[],
    endedSpanId: string | undefined,
  ): void {
    const { bytes, records, all } = targets;
    if (all.length === 0) return;
    for (const { queue } of records) queue.add({ record, byteLength: recordSize(record), count: 1 });
    if (bytes.length === 0) return;
    let taken = 0;
    try {
      recordWriter.mark();
      const encoded = encode(record, targets);
      let isFree = true;
      for (let index = 0; index < bytes.length; index += 1) {
        const queue = bytes[index]?.queue;
        const one = encoded[index];
        if (one === undefined) queue?.reject("encode_error", 1);
        else {
          const { bytes: fields, splices } = one;
          const entry = { bytes: fields, splices, count: 1, scope: record.scope, spanId: endedSpanId };
          isFree = queue?.take(entry) !== false && isFree;
        }
        taken += 1;
      }
      if (isFree) recordWriter.rewind();
    } catch (error) {
      diag.error("internal:encode", `a record could not be encoded: ${describeError(error)}`);
      // Those before have the record, and count it themselves.
      for (const { queue } of bytes.slice(taken)) queue.reject("encode_error", 1);
    }
  }

  function keepOpenSpan(record: SpanRecord): void {
    try {
      recordWriter.mark();
      const encoded = encodeSpanForTargets(record, spans);
      spans.bytes.forEach(({ queue }, index) => {
        const one = encoded[index];
        if (one !== undefined) queue.opened?.(record.spanId, one, record.scope);
      });
      recordWriter.rewind();
    } catch (error) {
      diag.error("internal:encode", `an open span could not be encoded: ${describeError(error)}`);
    }
  }

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
    sayUndelivered();
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

  function sayUndelivered(): void {
    const lost: string[] = [];
    for (const { name, pending, onDisk, lastError } of channels.map(({ queue }) => queue.health())) {
      const why = lastError ?? "no answer in time";
      if (pending > 0) lost.push(`${name}: ${pending} records were not delivered (${why})`);
      if (onDisk > 0) diag.debug(`${name}: ${onDisk} records are kept on disk and sent by the next start (${why})`);
    }
    if (lost.length > 0) diag.warn("undelivered", lost.join("; "));
  }

  function report(): DeliveryReport {
    const { delivered, pending, onDisk, dropped } = recordCounters();
    return { delivered, onDisk, pending, dropped };
  }

  function recordCounters(): Counters {
    const queues = [...spans.all, ...logs.all].map(({ queue }) => queue.health());
    return sumCounters(store === undefined ? queues : [...queues, droppedUnread(store.health().unread.records)]);
  }

  return {
    opened: (span) => open?.add(span),
    span(record) {
      const endedSpanId = open?.remove(record.spanId) === true ? record.spanId : undefined;
      dispatch(spans, record, encodeSpanForTargets, endedSpanId);
    },
    log: (record) => dispatch(logs, record, encodeLog, undefined),
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
    sayUndelivered,
    health() {
      const destinations = channels.map(({ queue }) => queue.health());
      const lastError = destinations.findLast((health) => health.lastError !== undefined)?.lastError;
      const queues = points.all.map(({ queue }) => queue.health());
      const unread = store === undefined ? [] : [droppedUnread(store.health().unread.points)];
      const metricPoints = sumCounters([...queues, ...unread]);
      return {
        ...recordCounters(),
        metricPoints,
        destinations,
        ...(lastError !== undefined && { lastError }),
        ...(store !== undefined && { spool: spoolHealth(store) }),
      };
    },
  };
}

function spoolHealth(store: SpoolStore): NonNullable<PipelineHealth["spool"]> {
  const { directory, bytes, refused } = store.health();
  return refused === undefined ? { directory, bytes } : { directory, bytes, refused };
}

/** Records of dead processes that went before any queue saw them, for the limits of the directory. */
function droppedUnread({ taken, dropped }: SpoolCounts): Counters {
  return { ...sumCounters([]), adopted: taken, dropped };
}

function encodeLog(record: LogRecord, { policies }: Targets): readonly SplicedBytes[] {
  return encodeLogRecordForPolicies(record, policies);
}

function constant(resource: TelemetryResource): () => TelemetryResource {
  return () => resource;
}
