/** Why records on disk will never be sent. */
export type SpoolDropReason =
  /** The spool was at its size limit, and these were the oldest. */
  | "spool_full"
  /** Older than the age limit. */
  | "expired"
  /** The disk gave other bytes back than were written. */
  | "corrupt"
  /** Somebody removed the file. */
  | "vanished";

/** `taken = settled + pending + sum(dropped)` holds after every call. */
export interface SpoolCounts {
  /** Records written by this thread, or read from segments of others. */
  readonly taken: number;
  /** Delivered, or given up by the sender. */
  readonly settled: number;
  readonly pending: number;
  readonly dropped: Readonly<Partial<Record<SpoolDropReason, number>>>;
}

export class SpoolBook {
  #taken = 0;
  #settled = 0;
  #droppedTotal = 0;
  readonly #dropped: Partial<Record<SpoolDropReason, number>> = {};

  take(count: number): void {
    this.#taken += count;
  }

  settle(count: number): void {
    this.#settled += count;
  }

  drop(reason: SpoolDropReason, count: number): void {
    if (count <= 0) return;
    this.#dropped[reason] = (this.#dropped[reason] ?? 0) + count;
    this.#droppedTotal += count;
  }

  /** Records that turn out to be in the hands of another process. */
  handBack(count: number): void {
    this.#taken -= count;
  }

  counts(): SpoolCounts {
    const pending = this.#taken - this.#settled - this.#droppedTotal;
    return { taken: this.#taken, settled: this.#settled, pending, dropped: { ...this.#dropped } };
  }
}
