import { AsyncLocalStorage } from "node:async_hooks";
import type { Diag } from "../internal/diag.ts";
import { describeError } from "../internal/guard.ts";
import type { LogRecord, SpanRecord } from "../internal/telemetry-record.ts";
import {
  type Channel,
  type ChannelOptions,
  createConsoleChannel,
  createCustomChannel,
  createOtlpChannel,
} from "./channel.ts";
import { type Counters, sumCounters } from "./counters.ts";
import type { DeliveryReport, Signal } from "./delivery.ts";
import type { Destination } from "./destination.ts";
import { type AllowsContent, encodeResource, type TelemetryResource } from "./encode/attributes.ts";
import { encodeLogRecordForPolicies } from "./encode/log-record.ts";
import type { EncodedResource } from "./encode/request.ts";
import { encodeSpanForPolicies } from "./encode/span.ts";
import { createExitFlush } from "./exit-flush.ts";
import type { QueueHealth } from "./queue.ts";
import type { QueueLimits } from "./queue-limits.ts";
import { recordSize } from "./record-size.ts";

export interface PipelineOptions {
  readonly destinations: readonly Destination[];
  /** A function is asked when a request is made, so that what is detected late still arrives. */
  readonly resource: TelemetryResource | (() => TelemetryResource);
  readonly diag: Diag;
  readonly limits?: Partial<QueueLimits>;
}

export interface FlushOptions {
  /** @defaultValue 2 s, or half a second when no backend answers */
  readonly timeoutMillis?: number;
}

/** Spans and events of all destinations summed; `accepted = delivered + pending + onDisk + sum(dropped)`. */
export interface PipelineHealth extends Counters {
  readonly onDisk: number;
  readonly lastError?: string;
  /** Counted in data points, apart from spans and events. */
  readonly metricPoints: Counters;
  /** One entry for each destination and signal. */
  readonly destinations: readonly QueueHealth[];
}

/** Takes finished records, encodes them once and brings them to every destination. Recording never waits and never throws. */
export interface Pipeline {
  span(record: SpanRecord): void;
  log(record: LogRecord): void;
  /** `request` is an encoded `ExportMetricsServiceRequest` that holds `dataPoints` points. */
  metrics(request: Uint8Array, dataPoints: number): void;
  /** Always resolves, with what became of everything accepted so far. */
  flush(options?: FlushOptions): Promise<DeliveryReport>;
  /** Flushes once and stops; records that come later are counted as dropped. Always resolves. */
  shutdown(options?: FlushOptions): Promise<DeliveryReport>;
  health(): PipelineHealth;
}

/** What an item costs beside its bytes. */
const ITEM_OVERHEAD_BYTES = 160;

export function createPipeline(options: PipelineOptions): Pipeline {
  const { diag } = options;
  const resource = typeof options.resource === "function" ? options.resource : constant(options.resource);
  const channels = createChannels(options.destinations, {
    diag,
    resource,
    encodedResource: rememberEncoded(resource),
    outside: AsyncLocalStorage.snapshot(),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  const spans = channels.filter(({ signal }) => signal === "traces");
  const logs = channels.filter(({ signal }) => signal === "logs");
  const points = channels.filter(({ signal }) => signal === "metrics");
  const exit = createExitFlush(
    channels.map(({ queue }) => queue),
    warnUndelivered,
  );
  let stopping: Promise<DeliveryReport> | undefined;

  function dispatch<R extends SpanRecord | LogRecord>(
    targets: readonly Channel[],
    record: R,
    encode: (record: R, policies: readonly AllowsContent[]) => readonly Uint8Array[],
  ): void {
    if (targets.length === 0) return;
    exit.arm();
    try {
      const encoded = targets.filter(({ takes }) => takes === "bytes");
      const all = encode(
        record,
        encoded.map(({ allows }) => allows),
      );
      let next = 0;
      for (const target of targets) {
        const bytes = target.takes === "bytes" ? all[next++] : undefined;
        if (target.takes === "records") target.queue.add({ record, byteLength: recordSize(record), count: 1 });
        else if (bytes === undefined) target.queue.reject("encode_error", 1);
        else
          target.queue.add({
            bytes,
            byteLength: bytes.byteLength + ITEM_OVERHEAD_BYTES,
            count: 1,
            scope: record.scope,
          });
      }
    } catch (error) {
      diag.error("internal:encode", `a record could not be encoded: ${describeError(error)}`);
      for (const { queue } of targets) queue.reject("encode_error", 1);
    }
  }

  async function flush({ timeoutMillis }: FlushOptions = {}): Promise<DeliveryReport> {
    await exit.flush(timeoutMillis);
    await Promise.all(channels.map((channel) => settleExporter(channel, "forceFlush", timeoutMillis)));
    return report();
  }

  async function stop(flushOptions: FlushOptions | undefined): Promise<DeliveryReport> {
    await flush(flushOptions);
    warnUndelivered();
    exit.disarm();
    for (const channel of channels) channel.close();
    await Promise.all(channels.map((channel) => settleExporter(channel, "shutdown", flushOptions?.timeoutMillis)));
    return report();
  }

  /** Memory does not outlive the process: what is left at its end is said, with the reason. */
  function warnUndelivered(): void {
    for (const { name, pending, lastError } of channels.map(({ queue }) => queue.health())) {
      if (pending > 0)
        diag.warn(
          `undelivered:${name}`,
          `${name}: ${pending} records were not delivered (${lastError ?? "no answer in time"})`,
        );
    }
  }

  function report(): DeliveryReport {
    const { delivered, pending, dropped } = recordCounters();
    return { delivered, onDisk: 0, pending, dropped };
  }

  function recordCounters(): Counters {
    return sumCounters([...spans, ...logs].map(({ queue }) => queue.health()));
  }

  return {
    span: (record) => dispatch(spans, record, encodeSpanForPolicies),
    log: (record) => dispatch(logs, record, encodeLogRecordForPolicies),
    metrics(request, dataPoints) {
      if (points.length > 0) exit.arm();
      for (const target of points) {
        const byteLength = request.byteLength + ITEM_OVERHEAD_BYTES;
        if (target.takes === "bytes") target.queue.add({ bytes: request, byteLength, count: dataPoints });
      }
    },
    flush,
    shutdown: (flushOptions) => (stopping ??= stop(flushOptions)),
    health() {
      const destinations = channels.map(({ queue }) => queue.health());
      const lastError = destinations.findLast((health) => health.lastError !== undefined)?.lastError;
      const metricPoints = sumCounters(points.map(({ queue }) => queue.health()));
      const health = { ...recordCounters(), onDisk: 0, metricPoints, destinations };
      return lastError === undefined ? health : { ...health, lastError };
    },
  };
}

function createChannels(destinations: readonly Destination[], options: ChannelOptions): readonly Channel[] {
  return destinations.flatMap((target): readonly Channel[] => {
    if (target.type === "custom") return [createCustomChannel(target, options)];
    if (target.type === "console") {
      const printed = target.signals.filter((signal) => signal !== "metrics");
      return printed.map((signal) => createConsoleChannel(target, signal, options));
    }
    return Object.entries(target.endpoints).map(([signal, endpoint]) =>
      createOtlpChannel(target, signal as Signal, endpoint, options),
    );
  });
}

/** An exporter of the host may throw, reject or never answer. */
async function settleExporter(
  channel: Channel,
  method: "forceFlush" | "shutdown",
  timeoutMillis: number = 2_000,
): Promise<void> {
  if (channel.takes !== "records" || channel.exporter?.[method] === undefined) return;
  const { promise: timeout, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, timeoutMillis);
  try {
    await Promise.race([channel.exporter[method](), timeout]);
  } catch {
    // The exporter was told; what it lost is in its own account.
  } finally {
    clearTimeout(timer);
  }
}

function constant(resource: TelemetryResource): () => TelemetryResource {
  return () => resource;
}

/** Encodes a resource again only when it is another object. */
function rememberEncoded(resource: () => TelemetryResource): () => EncodedResource {
  let known: { from: TelemetryResource; encoded: EncodedResource } | undefined;
  return () => {
    const from = resource();
    if (known?.from === from) return known.encoded;
    const bytes = encodeResource(from);
    const encoded = from.schemaUrl === undefined ? { bytes } : { bytes, schemaUrl: from.schemaUrl };
    known = { from, encoded };
    return encoded;
  };
}
