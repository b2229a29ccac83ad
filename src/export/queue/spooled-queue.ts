import type { Diag } from "../../internal/diag.ts";
import { describeError } from "../../internal/guard.ts";
import { outside } from "../../internal/outside.ts";
import { monotonicMillis, realTimers } from "../../internal/real-timers.ts";
import { joinSplices, type SplicedBytes, splicedLength } from "../../internal/spliced-bytes.ts";
import type { InstrumentationScope } from "../../internal/telemetry-record.ts";
import { waitAtMost } from "../../internal/wait-at-most.ts";
import { sumDropped } from "../counters.ts";
import type { DropReason } from "../delivery.ts";
import type { EncodedItem } from "../otlp-sender.ts";
import type { Spool } from "../spool/spool.ts";
import type { SettledItem, SpoolBatch } from "../spool/spool-batch.ts";
import type { SpoolHealth } from "../spool/spool-health.ts";
import type { SpoolOptions, SpoolStore } from "../spool/spool-store.ts";
import { type EncodedQueue, type EncodedRecord, toItem } from "./encoded-queue.ts";
import { DEFAULT_LIMITS, type QueueLimits } from "./queue-limits.ts";
import type { QueueHealth, SendQueue, SendQueueOptions } from "./send-queue.ts";

export interface SpooledQueueOptions extends SpoolOptions {
  readonly name: string;
  readonly store: SpoolStore;
  /** Makes what sends the records that are read back; the callbacks keep it and the spool in step. */
  readonly makeQueue: (
    callbacks: Pick<SendQueueOptions<EncodedItem>, "onSettled" | "onRefused" | "onRoom">,
  ) => SendQueue<EncodedItem>;
  readonly diag: Diag;
  readonly limits?: Partial<QueueLimits>;
}

export function createSpooledQueue(options: SpooledQueueOptions): EncodedQueue {
  return new SpooledQueue(options);
}

/**
 * Records are written to disk as they come. What is sent is what memory still has of the last of them, and else is read back, so that an outage, a
 * restart and the end of the process are one path. Where the disk cannot take a record, memory does.
 */
class SpooledQueue implements EncodedQueue {
  readonly #options: SpooledQueueOptions;
  readonly #limits: QueueLimits;
  #opened: Spool | undefined;
  readonly #queue: SendQueue<EncodedItem>;
  /** Written and not yet asked for. */
  #unread = { records: 0, bytes: 0 };
  /** Read back and not settled. */
  #handedOut = 0;
  /** Accepted without the disk. */
  #direct = 0;
  #reading: Promise<void> | undefined;
  #scanned: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #block: { readonly buffer: ArrayBufferLike; readonly bytes: Uint8Array } | undefined;
  /** There is more on disk than the sender has room for. */
  #isBehind = false;
  #closed = false;

  constructor(options: SpooledQueueOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#queue = options.makeQueue({
      onSettled: (items) => this.#settled(items),
      onRefused: (items, reason) => {
        for (const item of items) this.#putAside(item, reason);
      },
      onRoom: () => {
        if (this.#isBehind) void this.#read();
      },
    });
  }

  take(record: EncodedRecord): boolean {
    if (this.#closed) {
      this.reject("disabled", record.count);
      return true;
    }
    const { bytes, splices, count, scope, spanId } = record;
    const buffer = this.#blockOf(bytes);
    const offset = bytes.byteOffset;
    const item = { buffer, offset, length: bytes.byteLength, splices, count, scope, ends: spanId };
    // While the sender keeps up, it gets the bytes as they are; reading them back costs as much as writing them.
    const kept = this.#hasRoomFor(record) ? this.#spool().appendAndTake(item) : this.#spool().append(item);
    if (kept === false) return this.#takeDirectly(record);
    if (kept === true) {
      this.#unread.records += 1;
      this.#unread.bytes += splicedLength(record);
      this.#wake();
      return true;
    }
    this.#handedOut += count;
    this.#queue.add(toItem(record, { ticket: kept, count }));
    return false;
  }

  opened(spanId: string, { bytes, splices }: SplicedBytes, scope: InstrumentationScope): void {
    if (!this.#closed) this.#spool().appendStart(spanId, bytes, scope, splices);
  }

  reject(reason: DropReason, count: number): void {
    this.#direct += count;
    this.#queue.reject(reason, count);
  }

  start(): void {
    // Opened before the look at the disk: it is for the spools that are open.
    this.#spool();
    this.#scanned ??= this.#options.store.scan().then(() => this.#read());
  }

  async flush(timeoutMillis: number): Promise<void> {
    const deadline = monotonicMillis() + timeoutMillis;
    const left = (): number => Math.max(0, deadline - monotonicMillis());
    this.start();
    await waitAtMost(left(), this.#scanned);
    for (;;) {
      await waitAtMost(left(), this.#read());
      await this.#queue.flush(left());
      const { own, adopted } = this.#spool().health();
      const waiting = own.pending + adopted.pending - this.#handedOut;
      // Nothing to read although there is something: the disk or another process is in the way, and waiting does not help.
      if (waiting <= 0 || left() === 0 || this.#queue.health().failing || !(await this.#progress(left()))) return;
    }
  }

  close(): void {
    this.#closed = true;
    realTimers.clearTimeout(this.#timer);
    this.#queue.close();
    this.#opened?.handOver();
  }

  health(): QueueHealth {
    const queue = this.#queue.health();
    const { own, adopted, fileless, failure, lastReadError, recovered } = this.#opened?.health() ?? NOT_OPENED;
    // That a spool which was ended takes nothing is no fault.
    const spoolError = (this.#closed && failure === "closed" ? undefined : failure) ?? lastReadError;
    const lastError = queue.lastError ?? (spoolError === undefined ? undefined : `spool: ${spoolError}`);
    return {
      name: queue.name,
      accepted: own.taken + this.#direct,
      adopted: adopted.taken,
      delivered: queue.delivered,
      pending: queue.pending - this.#handedOut + fileless,
      onDisk: own.pending + adopted.pending - fileless,
      recovered,
      retries: queue.retries,
      dropped: sumDropped(queue.dropped, own.dropped, adopted.dropped),
      failing: queue.failing,
      sent: queue.sent,
      sentDropped: queue.sentDropped,
      ...(lastError !== undefined && { lastError }),
    };
  }

  /** Made at the first use: most of what it needs is not loaded when a process starts. */
  #spool(): Spool {
    this.#opened ??= outside(() => this.#options.store.open({ ...this.#options, onWaiting: () => void this.#read() }));
    return this.#opened;
  }

  /** Beside it a batch, or what is being read at this moment. */
  #hasRoomFor(record: EncodedRecord): boolean {
    if (this.#reading !== undefined) return this.#queue.hasRoom;
    return this.#queue.hasRoomFor(splicedLength(record) + this.#limits.maxBatchBytes);
  }

  /** The record stays in the caller's memory from here on. */
  #takeDirectly(record: EncodedRecord): boolean {
    const { failure = "closed" } = this.#spool();
    if (failure === "too_large") {
      this.reject("too_large", record.count);
      return true;
    }
    this.#options.diag.warn(
      `spool:${failure}`,
      `records cannot be kept on disk (${failure}), so they are kept in memory and do not outlive the process`,
    );
    this.#direct += record.count;
    this.#queue.add(toItem(record));
    return false;
  }

  /** Reads when a batch is full, and a second after the first record in any case. */
  #wake(): void {
    if (this.#unread.records >= this.#limits.maxBatchRecords || this.#unread.bytes >= this.#limits.maxBatchBytes) {
      void this.#read();
    }
    if (this.#timer !== undefined) return;
    this.#timer = outside(() =>
      realTimers.setTimeout(() => {
        this.#timer = undefined;
        void this.#read().then(() => this.#queue.send());
      }, this.#limits.flushIntervalMillis),
    );
    this.#timer.unref();
  }

  /**
   * Moves records from disk to the sender while it has room. What fills no batch waits there for more. One reader at a time; never rejects.
   */
  #read(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#reading ??= outside(() => this.#readAll()).finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readAll(): Promise<void> {
    this.#unread = { records: 0, bytes: 0 };
    this.#isBehind = false;
    try {
      while (!this.#closed) {
        this.#isBehind = !this.#queue.hasRoom;
        if (this.#isBehind) return;
        const batch = await this.#spool().next(this.#limits.maxBatchRecords, this.#limits.maxBatchBytes);
        if (batch === undefined || this.#closed) return;
        this.#hand(batch);
      }
    } catch (error) {
      this.#options.diag.error("internal:spool", `the spool could not be read: ${describeError(error)}`);
    }
  }

  #hand({ items, resource, origin }: SpoolBatch): void {
    // What is known of this process by now is more than what its first records could say.
    const of = origin === "adopted" ? (resource ?? NO_RESOURCE) : undefined;
    for (const stored of items) {
      this.#handedOut += stored.count;
      this.#queue.add(toItem(stored, stored, of));
    }
  }

  #settled(items: readonly EncodedItem[]): void {
    const stored: SettledItem[] = [];
    for (const item of items) {
      if (item.stored === undefined) continue;
      stored.push(item.stored);
      this.#handedOut -= item.count;
    }
    if (stored.length > 0) this.#spool().settle(stored);
  }

  #putAside(item: EncodedItem, reason: string): void {
    const { store, signal, destination } = this.#options;
    const { scope } = item;
    store.deadLetter(joinSplices(item), {
      reason,
      signal,
      destination: destination.name,
      ...(scope !== undefined && { scope: scope.name }),
    });
  }

  /** Whether anything was read since; waits a moment for a disk that is slow. */
  async #progress(timeoutMillis: number): Promise<boolean> {
    const before = this.#handedOut;
    await waitAtMost(timeoutMillis, this.#read());
    return this.#handedOut !== before || this.#queue.health().pending > 0;
  }

  #blockOf(bytes: Uint8Array): Uint8Array {
    if (this.#block?.buffer !== bytes.buffer) {
      this.#block = { buffer: bytes.buffer, bytes: new Uint8Array(bytes.buffer) };
    }
    return this.#block.bytes;
  }
}

const NONE = { taken: 0, settled: 0, pending: 0, dropped: {} };
const NOT_OPENED: SpoolHealth = { own: NONE, adopted: NONE, fileless: 0, adoptedSegments: 0, recovered: 0, damaged: 0 };
const NO_RESOURCE = { bytes: new Uint8Array(0) };
