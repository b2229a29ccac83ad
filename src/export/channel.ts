import type { Diag } from "../internal/diag.ts";
import type { LogRecord, SpanRecord } from "../internal/telemetry-record.ts";
import { describeRecord, writeLines } from "./console-sender.ts";
import { exportSpans } from "./custom/custom-sender.ts";
import { createExporterDelivery } from "./custom/deliver-to-exporter.ts";
import { toReadableSpan } from "./custom/readable-span.ts";
import type { Signal } from "./delivery.ts";
import type {
  ConsoleDestination,
  CustomDestination,
  OtlpDestination,
  OtlpEndpoint,
} from "./destinations/destination.ts";
import { spoolFingerprint } from "./destinations/destination-key.ts";
import type { SpanExporterLike } from "./destinations/exporter-options.ts";
import type { AllowsContent, TelemetryResource } from "./encode/attributes.ts";
import type { EncodedResource } from "./encode/request.ts";
import { mapSpan, type SpanMapping } from "./mapped-span.ts";
import { createOtlpSender, type EncodedItem } from "./otlp-sender.ts";
import { createMemoryQueue, type EncodedQueue } from "./queue/encoded-queue.ts";
import { createSendQueue } from "./queue/queue.ts";
import type { QueueLimits } from "./queue/queue-limits.ts";
import type { SendQueue, SendQueueOptions } from "./queue/send-queue.ts";
import { createSpooledQueue } from "./queue/spooled-queue.ts";
import type { QueueItem } from "./queue/waiting-items.ts";
import { segmentSender } from "./segment-sender.ts";
import type { EndInterrupted } from "./spool/recover-starts.ts";
import type { SegmentSender } from "./spool/segment-name.ts";
import type { SpoolStore } from "./spool/spool-store.ts";

/** A record that is handed over as it is. */
export interface RecordItem extends QueueItem {
  readonly record: SpanRecord | LogRecord;
}

interface ChannelBase {
  readonly signal: Signal;
  readonly allows: AllowsContent;
  readonly map?: SpanMapping | undefined;
  close(): void;
}

/** One signal on its way to one destination. */
export type Channel =
  | (ChannelBase & { readonly takes: "bytes"; readonly queue: EncodedQueue })
  | (ChannelBase & {
      readonly takes: "records";
      readonly queue: SendQueue<RecordItem>;
      readonly exporter?: SpanExporterLike;
    });

export interface ChannelOptions {
  readonly diag: Diag;
  readonly limits?: Partial<QueueLimits>;
  readonly resource: () => TelemetryResource;
  readonly encodedResource: () => EncodedResource;
  /** Where records are kept until they are delivered. @defaultValue memory */
  readonly store?: SpoolStore;
  /** Names what a destination may receive. */
  readonly gates: (allows: AllowsContent) => string;
  /** Whose records a spool is to have. @defaultValue those of the endpoint's account, and of the application that the resource tells of */
  readonly sender?: (endpoint: OtlpEndpoint) => SegmentSender | undefined;
  /** Fields that end a span whose process died while it was open. */
  readonly endInterrupted: EndInterrupted;
}

const CUSTOM_TIMEOUT_MILLIS = 30_000;

export function createOtlpChannel(
  target: Pick<OtlpDestination, "name" | "allows" | "map" | "mapping">,
  signal: Signal,
  endpoint: OtlpEndpoint,
  options: ChannelOptions,
): Channel {
  const { store, diag, limits } = options;
  const sender = createOtlpSender(signal, endpoint, options.encodedResource);
  const name = `${target.name} ${signal}`;
  const makeQueue = (callbacks: Partial<SendQueueOptions<EncodedItem>> = {}): SendQueue<EncodedItem> =>
    createSendQueue<EncodedItem>({
      ...queueOptions(name, options),
      ...callbacks,
      send: (items, signal) => sender.send(items, signal),
    });
  const queue =
    store === undefined
      ? createMemoryQueue(makeQueue())
      : createSpooledQueue({
          name,
          makeQueue,
          store,
          signal,
          destination: { name: target.name, url: endpoint.url },
          fingerprint: spoolFingerprint(endpoint.url, signal, options.gates(target.allows), mappingOf(target, signal)),
          sender: senderOf(target.name, endpoint, options),
          resource: options.encodedResource,
          endInterrupted: options.endInterrupted,
          diag,
          ...(limits !== undefined && { limits }),
        });
  const { allows, map } = target;
  return { takes: "bytes", signal, allows, map, queue, close: () => closeAll(queue, sender) };
}

function senderOf(
  name: string,
  endpoint: OtlpEndpoint,
  { sender, resource }: ChannelOptions,
): () => SegmentSender | undefined {
  return sender === undefined ? () => segmentSender(endpoint, resource().attributes, name) : () => sender(endpoint);
}

/** Spans alone are mapped. A function has no name of its own: its destination has one. */
function mappingOf({ name, mapping }: Pick<OtlpDestination, "name" | "mapping">, signal: Signal): string | undefined {
  if (signal !== "traces" || mapping === undefined) return undefined;
  return mapping === "function" ? `attributes of ${name}` : `attributes for ${mapping}`;
}

export function createConsoleChannel(target: ConsoleDestination, signal: Signal, options: ChannelOptions): Channel {
  const queue = createSendQueue<RecordItem>({
    ...queueOptions(`${target.name} ${signal}`, options),
    send: async (items) => {
      writeLines(items.map(({ record }) => describeRecord(record, target.allows)));
      return { status: "ok", rejected: 0 };
    },
  });
  return { takes: "records", signal, allows: target.allows, queue, close: () => queue.close() };
}

export function createCustomChannel(target: CustomDestination, options: ChannelOptions): Channel {
  const { spanExporter: exporter, allows, map } = target;
  const queue = createSendQueue<RecordItem>({
    ...queueOptions(`${target.name} traces`, options),
    deliver: createExporterDelivery(),
    send: (items) => {
      const resource = options.resource();
      const records = items.flatMap(({ record }) => ("name" in record ? [record] : []));
      const spans = records.map((record) =>
        toReadableSpan(map === undefined ? record : mapSpan(record, allows, map), resource, allows),
      );
      return exportSpans(exporter, spans, CUSTOM_TIMEOUT_MILLIS);
    },
  });
  return { takes: "records", signal: "traces", allows, queue, exporter, close: () => queue.close() };
}

function queueOptions(
  name: string,
  { diag, limits }: ChannelOptions,
): { readonly name: string; readonly diag: Diag; readonly limits?: Partial<QueueLimits> } {
  return limits === undefined ? { name, diag } : { name, diag, limits };
}

function closeAll(...parts: readonly { close(): void }[]): void {
  for (const part of parts) part.close();
}
