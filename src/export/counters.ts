import type { DropReason } from "./delivery.ts";

/** Counts of records. `accepted + adopted = delivered + pending + onDisk + sum(dropped)` holds after every call. */
export interface Counters {
  readonly accepted: number;
  /** Taken over from processes that are no more. */
  readonly adopted: number;
  readonly delivered: number;
  /** In memory. */
  readonly pending: number;
  /** In files, not yet delivered. */
  readonly onDisk: number;
  /** Spans of dead processes that were open, and were sent as interrupted. */
  readonly recovered: number;
  readonly retries: number;
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
}

export interface CounterBook extends Counters {
  accept(count: number): void;
  deliver(count: number): void;
  drop(reason: DropReason, count: number): void;
  retry(): void;
}

export function createCounterBook(): CounterBook {
  const dropped: Partial<Record<DropReason, number>> = {};
  const book = {
    accepted: 0,
    adopted: 0,
    delivered: 0,
    pending: 0,
    onDisk: 0,
    recovered: 0,
    retries: 0,
    get dropped() {
      return { ...dropped };
    },
    accept(count: number) {
      book.accepted += count;
      book.pending += count;
    },
    deliver(count: number) {
      book.delivered += count;
      book.pending -= count;
    },
    drop(reason: DropReason, count: number) {
      if (count === 0) return;
      dropped[reason] = (dropped[reason] ?? 0) + count;
      book.pending -= count;
    },
    retry() {
      book.retries += 1;
    },
  };
  return book;
}

/** The sum of several queues. */
export function sumCounters(all: readonly Counters[]): Counters {
  const sum = { accepted: 0, adopted: 0, delivered: 0, pending: 0, onDisk: 0, recovered: 0, retries: 0 };
  for (const one of all) for (const field of Object.keys(sum) as (keyof typeof sum)[]) sum[field] += one[field];
  return { ...sum, dropped: sumDropped(...all.map(({ dropped }) => dropped)) };
}

/** What was dropped, reason by reason. */
export function sumDropped(...all: readonly Counters["dropped"][]): Counters["dropped"] {
  const sum: Partial<Record<DropReason, number>> = {};
  for (const dropped of all) {
    for (const [reason, count] of Object.entries(dropped) as [DropReason, number][]) {
      sum[reason] = (sum[reason] ?? 0) + count;
    }
  }
  return sum;
}
