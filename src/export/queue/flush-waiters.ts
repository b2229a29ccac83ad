import { realTimers } from "../../internal/real-timers.ts";

/** Flushes that wait until the records accepted before them are settled. */
export interface FlushWaiters {
  readonly size: number;
  /** Resolves when `outstanding` records, all with a sequence up to `sequence`, are settled, or at the deadline. */
  add(options: { sequence: number; outstanding: number; timeoutMillis: number; deadline: number }): Promise<void>;
  /** `count` records of the item numbered `sequence` were delivered or dropped. */
  settled(sequence: number, count: number): void;
  /** Ends those whose deadline comes before `time`: nothing more can happen for them. */
  endBefore(time: number): void;
}

interface Waiter {
  readonly sequence: number;
  readonly deadline: number;
  readonly end: () => void;
  outstanding: number;
}

export function createFlushWaiters(): FlushWaiters {
  const waiters = new Set<Waiter>();
  return {
    get size() {
      return waiters.size;
    },
    add({ sequence, outstanding, timeoutMillis, deadline }) {
      return new Promise((resolve) => {
        const end = (): void => {
          realTimers.clearTimeout(timer);
          waiters.delete(waiter);
          resolve();
        };
        // Not unref'd: a flush holds the process until its deadline, and nothing else of the queue does.
        const timer = realTimers.setTimeout(end, timeoutMillis);
        const waiter: Waiter = { sequence, outstanding, deadline, end };
        waiters.add(waiter);
      });
    },
    settled(sequence, count) {
      for (const waiter of [...waiters]) {
        if (sequence > waiter.sequence) continue;
        waiter.outstanding -= count;
        if (waiter.outstanding <= 0) waiter.end();
      }
    },
    endBefore(time) {
      for (const waiter of [...waiters]) if (waiter.deadline < time) waiter.end();
    },
  };
}
