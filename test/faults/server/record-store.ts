import type { SentRecord } from "./read-records.ts";

/** What arrived of the hosts' work, spans and events alike; spans that were open at a crash apart from them. */
export interface StoredCounts {
  /** Different spans that had ended, and events. */
  readonly unique: number;
  /** Copies of what was there already. */
  readonly duplicates: number;
  /** Different spans marked as open when their process died, and never seen ended. */
  readonly interrupted: number;
  /** What `partial_success` rejected. */
  readonly rejected: number;
  /** How long after `recovery` the last span that had ended before it arrived for the first time. */
  readonly caughtUpMillis: number;
  /** When the oldest that arrived had ended; epoch milliseconds. */
  readonly oldestMillis: number;
}

export interface RecordStore {
  add(records: readonly SentRecord[]): void;
  reject(count: number): void;
  /** All is well from this time on; epoch milliseconds. */
  recovered(atMillis: number): void;
  counts(): StoredCounts;
}

export function createRecordStore(): RecordStore {
  const ended = new Set<string>();
  const open = new Set<string>();
  const counts = { duplicates: 0, rejected: 0, caughtUpMillis: 0, oldestMillis: Number.POSITIVE_INFINITY };
  let recovery = Number.NEGATIVE_INFINITY;
  return {
    add(records) {
      const now = Date.now();
      for (const { id, endMillis, interrupted } of records) {
        const seen = interrupted ? open : ended;
        if (seen.has(id)) counts.duplicates += 1;
        else if (endMillis < recovery) counts.caughtUpMillis = Math.max(counts.caughtUpMillis, now - recovery);
        counts.oldestMillis = Math.min(counts.oldestMillis, endMillis);
        seen.add(id);
      }
    },
    reject(count) {
      counts.rejected += count;
    },
    recovered(atMillis) {
      recovery = atMillis;
      counts.caughtUpMillis = 0;
    },
    counts: () => ({ ...counts, unique: ended.size, interrupted: [...open].filter((id) => !ended.has(id)).length }),
  };
}
