import { monotonicMillis } from "../internal/real-timers.ts";
import type { SendQueue } from "./queue/send-queue.ts";
import type { QueueItem } from "./queue/waiting-items.ts";

type AnyQueue = Pick<SendQueue<QueueItem>, "flush" | "health">;

export interface FlushOptions {
  /** @defaultValue 2 s, or half a second when no backend answers */
  readonly timeoutMillis?: number;
  /** Where no time is given, what is left of the usual one. @defaultValue 2.1 s */
  readonly budgetMillis?: number;
  /** The process has nothing left to do: a backend that was just given up is not waited for again. */
  readonly atEnd?: boolean;
}

/** Longer than the two seconds that many a backend takes for an answer at its worst. */
export const FLUSH_BUDGET_MILLIS = 2_100;
const DOWN_BUDGET_MILLIS = 500;
/** For so long, a backend that was given up counts as just given up. */
const JUST_NOW_MILLIS = 1_000;
const MAX_TIMEOUT_MILLIS = 3_600_000;

/** How long a flush may take in all. */
export function flushLimit({ timeoutMillis, budgetMillis = FLUSH_BUDGET_MILLIS }: FlushOptions): number {
  if (timeoutMillis === undefined) return budgetMillis;
  return Number.isFinite(timeoutMillis)
    ? Math.min(Math.max(timeoutMillis, 0), MAX_TIMEOUT_MILLIS)
    : FLUSH_BUDGET_MILLIS;
}

/** Flushes all queues. One without a time ends by itself: after about two seconds, or half a second when no backend answers. */
export function createBoundedFlush(queues: readonly AnyQueue[]): (options: FlushOptions) => Promise<void> {
  let givenUp: readonly AnyQueue[] = [];
  let gaveUpAt = Number.NEGATIVE_INFINITY;

  /**
   * Nothing is asked where nothing waits, and none that was just given up. Where those are all that sent anything, the others would wait for the same backend.
   */
  function worthAsking(): readonly AnyQueue[] {
    if (!queues.some(isWaiting)) return [];
    if (monotonicMillis() - gaveUpAt > JUST_NOW_MILLIS) return queues;
    const others = queues.filter((queue) => !givenUp.includes(queue));
    return others.some((queue) => queue.health().sent > 0) ? others : [];
  }

  return async (options) => {
    const limit = flushLimit(options);
    if (options.timeoutMillis !== undefined) {
      await Promise.all(queues.map((queue) => queue.flush(limit)));
      return;
    }
    const asked = options.atEnd === true ? worthAsking() : queues;
    const first = Math.min(DOWN_BUDGET_MILLIS, limit);
    await Promise.all(asked.map((queue) => queue.flush(first)));
    const worthWaiting = asked.filter((queue) => isWaiting(queue) && !queue.health().failing);
    await Promise.all(worthWaiting.map((queue) => queue.flush(limit - first)));
    givenUp = queues.filter(isWaiting);
    if (givenUp.length > 0) gaveUpAt = monotonicMillis();
  };
}

/** It has records that are neither delivered nor dropped. */
function isWaiting(queue: AnyQueue): boolean {
  const { pending, onDisk } = queue.health();
  return pending + onDisk > 0;
}
