/** A batch on its way to the backend. */
export interface Asking {
  readonly items: number;
  readonly bytes: number;
  /** Aborts when no answer is expected any more. */
  readonly signal: AbortSignal;
  /** The last of its requests began then. */
  askedAt: number;
}

/** The batches that wait for an answer, and which of them wait in vain. */
export interface UnderWay {
  readonly batches: number;
  readonly items: number;
  readonly bytes: number;
  begin(items: number, bytes: number): Asking;
  end(batch: Asking): void;
  /** Whether a batch beyond the limit may begin, because nothing comes back. */
  mayBeginOneMore(): boolean;
  /** The backend took the last request of `batch`: those that have been out for far longer are given up, to be sent again. */
  answered(batch: Asking): void;
}

/** While nothing comes back, one batch more begins whenever nothing was sent for so long. */
const STALL_MILLIS = 2_000;
const PATIENCE_MILLIS = 1_000;
/** As many times as long as another request took, for the same number of bytes. */
const PATIENCE_FACTOR = 4;

/** Beyond `limit` batches at most as many again are begun. */
export function createUnderWay(limit: number, now: () => number): UnderWay {
  const running = new Map<Asking, AbortController>();
  let items = 0;
  let bytes = 0;
  return {
    get batches() {
      return running.size;
    },
    get items() {
      return items;
    },
    get bytes() {
      return bytes;
    },
    begin(moreItems, moreBytes) {
      const abort = new AbortController();
      const batch: Asking = { items: moreItems, bytes: moreBytes, signal: abort.signal, askedAt: now() };
      running.set(batch, abort);
      items += moreItems;
      bytes += moreBytes;
      return batch;
    },
    end(batch) {
      if (!running.delete(batch)) return;
      items -= batch.items;
      bytes -= batch.bytes;
    },
    mayBeginOneMore() {
      const stalledSince = now() - STALL_MILLIS;
      return running.size < 2 * limit && [...running.keys()].every(({ askedAt }) => askedAt <= stalledSince);
    },
    answered(batch) {
      const took = now() - batch.askedAt;
      for (const [other, abort] of running) {
        const size = Math.max(1, other.bytes / Math.max(1, batch.bytes));
        const patience = PATIENCE_MILLIS + PATIENCE_FACTOR * took * size;
        if (other !== batch && now() - other.askedAt > patience) abort.abort();
      }
    },
  };
}
