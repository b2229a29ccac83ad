import { createCounterBook, sumCounters } from "../export/counters.ts";
import type { DropReason } from "../export/delivery.ts";
import { createBackoff } from "../export/queue/backoff.ts";
import {
  type BatchOutcome,
  countOf,
  deliverBatch,
  type FailedRequest,
  putBack,
} from "../export/queue/deliver-batch.ts";
import { DEFAULT_LIMITS } from "../export/queue/queue-limits.ts";
import type { SendQueue, SendQueueOptions } from "../export/queue/send-queue.ts";
import { createSentCount } from "../export/queue/sent-count.ts";
import { standBack } from "../export/queue/stand-back.ts";
import { createWaitingItems, type QueueItem } from "../export/queue/waiting-items.ts";

/** An item with its place in the order of arrival. */
interface Entry<T> extends QueueItem {
  readonly item: T;
  readonly sequence: number;
}

/** A batch that was sent and not answered. Its request may be gone, and the answer then never comes. */
interface Flight<T> {
  readonly batch: readonly Entry<T>[];
  readonly byteLength: number;
  readonly since: number;
  /** Settles when the batch is. */
  done: Promise<void>;
}

/** What is not answered by then may be lost with the request of the platform that sent it: nobody waits for it. */
const YOUNG_MILLIS = 2_000;
/** From then on it is sent again: longer than the time for an answer. */
const LOST_MILLIS = 15_000;
/** How often a flush looks whether what another request sent has been answered. */
const LOOK_MILLIS = 20;
const PROBE_RECORDS = 64;

/**
 * Records on their way to one backend, where a program runs only while a request does: nothing is sent but by a flush, in the request of whoever
 * asked for it, and what a flush left behind, or its request took along when it ended, the next one sends.
 */
export function createSendQueue<T extends QueueItem>(options: SendQueueOptions<T>): SendQueue<T> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const { name, diag, deliver: deliverItems = deliverBatch } = options;
  const now = options.now ?? (() => performance.now());
  const book = createCounterBook();
  const waiting = createWaitingItems<Entry<T>>();
  const backoff = createBackoff(options.random);
  const sent = createSentCount();
  const flights = new Set<Flight<T>>();
  let closed = false;
  let sequence = 0;
  let lastError: string | undefined;

  function add(item: T): void {
    book.accept(item.count);
    if (closed || item.byteLength > limits.maxBytes) {
      book.drop(closed ? "disabled" : "too_large", item.count);
      return;
    }
    sequence += 1;
    waiting.push({ item, sequence, byteLength: item.byteLength, count: item.count });
    makeRoom();
  }

  function makeRoom(): void {
    while (bytes() > limits.maxBytes || waiting.length > limits.maxRecords) {
      const oldest = waiting.shift();
      if (oldest === undefined) return;
      drop("memory_full", [oldest]);
      diag.trouble(
        `queue-full:${name}`,
        `${name}: memory for records is full, the oldest are dropped; nothing flushes them`,
      );
    }
  }

  function bytes(): number {
    let sum = waiting.byteLength;
    for (const { byteLength } of flights) sum += byteLength;
    return sum;
  }

  /** In the order in which they were sent, before what waits. */
  function takeBackLost(): void {
    for (const flight of [...flights].reverse()) {
      if (now() - flight.since < LOST_MILLIS) continue;
      flights.delete(flight);
      waiting.unshift(flight.batch);
      book.retry();
    }
    makeRoom();
  }

  function begin(): Flight<T> {
    const batch = waiting.take(backoff.failing ? PROBE_RECORDS : limits.maxBatchRecords, limits.maxBatchBytes);
    sent.take(batch);
    const byteLength = batch.reduce((sum, entry) => sum + entry.byteLength, 0);
    const flight: Flight<T> = { batch, byteLength, since: now(), done: Promise.resolve() };
    flights.add(flight);
    flight.done = deliver(flight);
    return flight;
  }

  async function deliver(flight: Flight<T>): Promise<void> {
    const { signal } = new AbortController();
    const outcome = await deliverItems(flight.batch, (entries) =>
      options.send(
        entries.map(({ item }) => item),
        signal,
      ),
    );
    // It was given up, and is sent again or was: whatever came of it is not counted twice.
    if (!flights.delete(flight)) return;
    settle(outcome);
    putBack(waiting, outcome);
    makeRoom();
    if (outcome.failure === undefined) backoff.succeeded();
    else fail(outcome.failure, flight.since);
  }

  function settle(outcome: BatchOutcome<Entry<T>>): void {
    const { delivered, rejected, tooLarge, refused, unexportable = [], aside = [], refusal } = outcome;
    book.deliver(countOf(delivered) - rejected);
    book.drop("rejected_by_backend", rejected);
    sent.drop("rejected_by_backend", rejected);
    drop("too_large", tooLarge);
    drop("refused_4xx", refused);
    drop("exporter_failed", unexportable);
    if (refused.length + unexportable.length + aside.length > 0) lastError = refusal;
  }

  function drop(reason: DropReason, entries: readonly Entry<T>[]): void {
    if (entries.length === 0) return;
    book.drop(reason, countOf(entries));
    sent.drop(reason, countOf(entries.filter(sent.has)));
  }

  function fail(failure: FailedRequest, startedAt: number): void {
    lastError = failure.reason;
    standBack({ name, diag, now, backoff, book }, failure, startedAt);
  }

  async function flush(timeoutMillis: number): Promise<void> {
    const deadline = now() + timeoutMillis;
    const own = new Set<Flight<T>>();
    backoff.probeNow();
    takeBackLost();
    for (;;) {
      const young = [...flights].filter(({ since }) => now() - since < YOUNG_MILLIS);
      const wait = backoff.blockedUntil - now();
      const allowed = backoff.failing ? 1 : limits.concurrency;
      for (let free = allowed - young.length; free > 0 && wait <= 0 && waiting.length > 0; free -= 1) own.add(begin());
      const isUnderWay =
        flights.size > 0 && [...flights].some((one) => own.has(one) || now() - one.since < YOUNG_MILLIS);
      const left = deadline - now();
      if (left <= 0 || (!isUnderWay && (waiting.length === 0 || wait > left))) return;
      // Only what this request sent may be awaited in it; the answers to others are looked for.
      const look = isUnderWay ? LOOK_MILLIS : Math.max(wait, 1);
      await Promise.race([
        sleep(Math.min(look, left)),
        ...[...own].filter((one) => flights.has(one)).map(({ done }) => done),
      ]);
    }
  }

  return {
    add,
    hasRoom: true,
    hasRoomFor: () => true,
    send() {},
    async flush(timeoutMillis) {
      if (book.pending > 0 && !closed) await flush(timeoutMillis);
    },
    reject(reason, count) {
      book.accept(count);
      book.drop(reason, count);
    },
    close() {
      closed = true;
    },
    health() {
      return {
        name,
        ...sumCounters([book]),
        failing: backoff.failing,
        sent: sent.records,
        sentDropped: { ...sent.dropped },
        ...(lastError !== undefined && { lastError }),
      };
    },
  };
}

function sleep(millis: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setTimeout(resolve, millis);
  return promise;
}
