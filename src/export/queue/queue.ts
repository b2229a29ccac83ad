import type PQueue from "p-queue";
import { describeError } from "../../internal/guard.ts";
import { loadPackage } from "../../internal/load-package.ts";
import { outside } from "../../internal/outside.ts";
import { monotonicMillis } from "../../internal/real-timers.ts";
import { createCounterBook, sumCounters } from "../counters.ts";
import type { DropReason } from "../delivery.ts";
import { createAlarm } from "./alarm.ts";
import { createBackoff } from "./backoff.ts";
import { type BatchOutcome, countOf, deliverBatch, type FailedRequest, putBack } from "./deliver-batch.ts";
import { createFlushWaiters } from "./flush-waiters.ts";
import { DEFAULT_LIMITS } from "./queue-limits.ts";
import type { SendQueue, SendQueueOptions } from "./send-queue.ts";
import { createSentCount } from "./sent-count.ts";
import { standBack } from "./stand-back.ts";
import { type Asking, createUnderWay } from "./under-way.ts";
import { createWaitingItems, type QueueItem } from "./waiting-items.ts";

/** An item with its place in the order of arrival. */
interface Entry<T> extends QueueItem {
  readonly item: T;
  readonly sequence: number;
}

/** A failing backend may have stored what it gave no answer to: each try may come twice, so it is small. */
const PROBE_RECORDS = 64;

/** The queue of a process that runs between requests too: it sends in the background, as many requests at a time as the backend bears. */
export function createSendQueue<T extends QueueItem>(options: SendQueueOptions<T>): SendQueue<T> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const { name, diag, deliver = deliverBatch } = options;
  const now = options.now ?? monotonicMillis;
  const book = createCounterBook();
  const probeRecords = Math.min(PROBE_RECORDS, limits.maxBatchRecords);
  const waiting = createWaitingItems<Entry<T>>();
  const backoff = createBackoff(options.random);
  const flushes = createFlushWaiters();
  const underWay = createUnderWay(limits.concurrency, now);
  let requests: PQueue | undefined;
  let loading = false;
  let closed = false;
  let sequence = 0;
  const sent = createSentCount();
  const alarm = createAlarm(now, () => pump(true));
  let lastError: string | undefined;

  function add(item: T): void {
    book.accept(item.count);
    if (closed || item.byteLength > limits.maxBytes) {
      book.drop(closed ? "disabled" : "too_large", item.count);
      options.onSettled?.([item]);
      return;
    }
    sequence += 1;
    waiting.push({ item, sequence, byteLength: item.byteLength, count: item.count });
    makeRoom();
    if (batchReady() && !backoff.failing) pump(false);
    else if (!alarm.isSet) alarm.ringIn(limits.flushIntervalMillis);
  }

  function hasRoomFor(bytes: number): boolean {
    return (
      waiting.length + underWay.items <
        Math.min(limits.maxRecords / 2, limits.maxBatchRecords * (limits.concurrency + 1)) &&
      waiting.byteLength + underWay.bytes + bytes <= limits.maxBytes
    );
  }

  function makeRoom(): void {
    while (
      waiting.byteLength + underWay.bytes > limits.maxBytes ||
      waiting.length + underWay.items > limits.maxRecords
    ) {
      const oldest = waiting.shift();
      if (oldest === undefined) return;
      drop("memory_full", [oldest]);
      diag.trouble(`queue-full:${name}`, `${name}: memory for records is full, the oldest are dropped`);
    }
  }

  function batchReady(): boolean {
    return waiting.length >= limits.maxBatchRecords || waiting.byteLength >= limits.maxBatchBytes;
  }

  /**
   * Starts as many requests as may run now; `all` also sends what does not fill a batch. A failing backend gets one at a time. None runs in the async
   * context of whoever recorded.
   */
  function pump(all: boolean): void {
    outside(() => begin(all));
  }

  function begin(all: boolean): void {
    if (closed || waiting.length === 0) return;
    const wait = backoff.blockedUntil - now();
    if (wait > 0) {
      alarm.ringIn(wait);
      return;
    }
    if (requests === undefined) {
      load();
      return;
    }
    const allowed = backoff.failing ? 1 : limits.concurrency;
    while (waiting.length > 0 && (all || batchReady() || flushes.size > 0)) {
      const isFull = underWay.batches >= allowed || underWay.bytes > limits.maxBytes / 2;
      if (isFull && !underWay.mayBeginOneMore()) break;
      const batch = waiting.take(
        isFull || backoff.failing ? probeRecords : limits.maxBatchRecords,
        limits.maxBatchBytes,
      );
      sent.take(batch);
      const asking = underWay.begin(batch.length, sizeOf(batch));
      void requests.add(() => run(batch, asking));
    }
    if (waiting.length > 0) alarm.ringIn(limits.flushIntervalMillis);
  }

  /** One that fails, for lack of file descriptors for instance, is tried again like a request. */
  function load(): void {
    if (loading) return;
    loading = true;
    const startedAt = now();
    loadPackage("p-queue", () => import("p-queue"))
      .then(({ default: Queue }) => createRequests(Queue))
      .then(
        (queue) => {
          requests = queue;
          pump(true);
        },
        (error) => {
          loading = false;
          lastError = `p-queue could not be loaded: ${describeError(error)}`;
          diag.error("load:p-queue", lastError);
          backoff.failed(now(), startedAt);
          pump(true);
          flushes.endBefore(backoff.blockedUntil);
        },
      );
  }

  async function run(batch: readonly Entry<T>[], asking: Asking): Promise<void> {
    const startedAt = now();
    const outcome = await deliver(batch, async (entries) => {
      asking.askedAt = now();
      const items = entries.map(({ item }) => item);
      const result = await options.send(items, asking.signal);
      if (result.status === "ok") underWay.answered(asking);
      return result;
    });
    underWay.end(asking);
    settle(outcome);
    putBack(waiting, outcome);
    makeRoom();
    if (outcome.failure === undefined) backoff.succeeded();
    // One that was given up says nothing of the backend, which answers others.
    else if (asking.signal.aborted) book.retry();
    else fail(outcome.failure, startedAt);
    pump(backoff.failing);
    if (!closed) options.onRoom?.();
    if (underWay.batches === 0) flushes.endBefore(backoff.blockedUntil);
  }

  function settle(outcome: BatchOutcome<Entry<T>>): void {
    const { delivered, rejected, tooLarge, refused, unexportable = [], aside = [], refusal = "refused" } = outcome;
    book.deliver(countOf(delivered) - rejected);
    book.drop("rejected_by_backend", rejected);
    sent.drop("rejected_by_backend", rejected);
    for (const entry of delivered) flushes.settled(entry.sequence, entry.count);
    options.onSettled?.(delivered.map(({ item }) => item));
    if (refused.length + unexportable.length + aside.length > 0) lastError = refusal;
    if (refused.length > 0) {
      options.onRefused?.(
        refused.map(({ item }) => item),
        refusal,
      );
    }
    drop("too_large", tooLarge);
    drop("refused_4xx", refused);
    drop("exporter_failed", unexportable);
  }

  function drop(reason: DropReason, entries: readonly Entry<T>[]): void {
    if (entries.length === 0) return;
    book.drop(reason, countOf(entries));
    sent.drop(reason, countOf(entries.filter(sent.has)));
    for (const entry of entries) flushes.settled(entry.sequence, entry.count);
    options.onSettled?.(entries.map(({ item }) => item));
  }

  function fail(failure: FailedRequest, startedAt: number): void {
    lastError = failure.reason;
    standBack({ name, diag, now, backoff, book }, failure, startedAt);
  }

  return {
    add,
    get hasRoom() {
      return hasRoomFor(limits.maxBatchBytes * 2);
    },
    hasRoomFor,
    send: () => pump(true),
    async flush(timeoutMillis) {
      if (book.pending === 0 || closed) return;
      backoff.probeNow();
      const done = flushes.add({ sequence, outstanding: book.pending, timeoutMillis, deadline: now() + timeoutMillis });
      pump(true);
      if (underWay.batches === 0) flushes.endBefore(backoff.blockedUntil);
      await done;
    },
    reject(reason, count) {
      book.accept(count);
      book.drop(reason, count);
    },
    close() {
      closed = true;
      alarm.cancel();
      flushes.endBefore(Number.POSITIVE_INFINITY);
    },
    health() {
      const health = {
        name,
        ...sumCounters([book]),
        failing: backoff.failing,
        sent: sent.records,
        sentDropped: { ...sent.dropped },
      };
      return lastError === undefined ? health : { ...health, lastError };
    },
  };
}

/**
 * A queue is an `EventTarget`, which may be that of a document, as jsdom's and happy-dom's are in tests: Node refuses to set the listeners of one, and
 * each refuses the events of the other. Nobody listens. What may run at once is decided in pump(): the queue counts by the microtasks of the process, which
 * fake timers of jest and sinon hold back, and would wait for ever for what is over.
 */
function createRequests(Queue: typeof PQueue): PQueue {
  class Requests extends Queue {
    setMaxListeners(): void {}

    override dispatchEvent(): boolean {
      return true;
    }
  }
  return new Requests();
}

function sizeOf(items: readonly QueueItem[]): number {
  let bytes = 0;
  for (const item of items) bytes += item.byteLength;
  return bytes;
}
