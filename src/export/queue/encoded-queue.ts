import { type SplicedBytes, splicedLength } from "../../internal/spliced-bytes.ts";
import type { InstrumentationScope } from "../../internal/telemetry-record.ts";
import type { DropReason } from "../delivery.ts";
import type { EncodedResource } from "../encode/request.ts";
import type { EncodedItem } from "../otlp-sender.ts";
import type { SettledItem } from "../spool/spool-batch.ts";
import type { QueueHealth, SendQueue } from "./send-queue.ts";

/** A record that was just encoded. In front of its bytes there is room for a spool's frame. */
export interface EncodedRecord extends SplicedBytes {
  /** The records or data points it stands for. */
  readonly count: number;
  /** Absent for a request that is complete in itself. */
  readonly scope?: InstrumentationScope | undefined;
  /** The span that it ends. */
  readonly spanId?: string | undefined;
}

/** Encoded records on their way to one endpoint, in memory or on disk. */
export interface EncodedQueue {
  /** True when the bytes are needed no longer: the caller may write over them. */
  take(record: EncodedRecord): boolean;
  /** Keeps a span that is still open, so that it is not lost with the process. Only a disk can. */
  opened?(spanId: string, span: SplicedBytes, scope: InstrumentationScope): void;
  /** Counts a record that never became one. */
  reject(reason: DropReason, count: number): void;
  /** Begins with what an earlier process left. */
  start?(): void;
  flush(timeoutMillis: number): Promise<void>;
  close(): void;
  health(): QueueHealth;
}

/** What an item costs beside its bytes. */
const ITEM_OVERHEAD_BYTES = 160;

/** Records in memory only. */
export function createMemoryQueue(queue: SendQueue<EncodedItem>): EncodedQueue {
  return {
    take(record) {
      queue.add(toItem(record));
      return false;
    },
    reject: (reason, count) => queue.reject(reason, count),
    flush: (timeoutMillis) => queue.flush(timeoutMillis),
    close: () => queue.close(),
    health: () => queue.health(),
  };
}

/** `stored` is its place on disk; `resource` is that of another process. */
export function toItem(
  record: Pick<EncodedRecord, "bytes" | "splices" | "count" | "scope">,
  stored?: SettledItem,
  resource?: EncodedResource,
): EncodedItem {
  const { bytes, splices, count, scope } = record;
  return { bytes, splices, byteLength: splicedLength(record) + ITEM_OVERHEAD_BYTES, count, scope, stored, resource };
}
