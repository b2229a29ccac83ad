import type { DropReason } from "../delivery.ts";

/** A record, or several that are one item, in the order of arrival. */
interface InOrder {
  readonly sequence: number;
  readonly count: number;
}

/** Counts records that were sent at least once, whatever the answer; one that is sent again is counted once. */
export interface SentCount {
  readonly records: number;
  /** Those that were dropped after they had been sent. */
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  take(batch: readonly InOrder[]): void;
  has(item: InOrder): boolean;
  drop(reason: DropReason, count: number): void;
}

export function createSentCount(): SentCount {
  /** Up to here everything was sent: what comes back after that is not new. */
  let sentTo = 0;
  let records = 0;
  const dropped: Partial<Record<DropReason, number>> = {};
  return {
    get records() {
      return records;
    },
    dropped,
    take(batch) {
      for (const { sequence, count } of batch) {
        if (sequence <= sentTo) continue;
        sentTo = sequence;
        records += count;
      }
    },
    has: ({ sequence }) => sequence <= sentTo,
    drop(reason, count) {
      if (count > 0) dropped[reason] = (dropped[reason] ?? 0) + count;
    },
  };
}
