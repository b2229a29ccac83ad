import { onProcessEnd } from "../internal/process-end.ts";
import { monotonicMillis } from "../internal/real-timers.ts";
import type { SendQueue } from "./queue/queue.ts";
import type { QueueItem } from "./queue/waiting-items.ts";

type AnyQueue = Pick<SendQueue<QueueItem>, "flush" | "health">;

/** Flushes that end by themselves: on request, and when a process that never asked for one runs out of work. */
export interface ExitFlush {
  /** Call at each record; the first one adds the `beforeExit` listener. */
  arm(): void;
  disarm(): void;
  /** Without a time: about two seconds, or half a second when no backend answers. */
  flush(timeoutMillis?: number, budgetMillis?: number): Promise<void>;
}

/** Records that are neither delivered nor dropped. */
function waiting(queue: AnyQueue): number {
  const { pending, onDisk } = queue.health();
  return pending + onDisk;
}

/** Longer than the two seconds that many a backend takes for an answer at its worst. */
const BUDGET_MILLIS = 2_100;
const DOWN_BUDGET_MILLIS = 500;

/** `onUndelivered` is told at a natural end when records are left that the process cannot deliver any more. */
export function createExitFlush(queues: readonly AnyQueue[], onUndelivered: () => void): ExitFlush {
  let armed = false;
  let unlisten: (() => void) | undefined;
  let acceptedAtLastExit = -1;
  /** The last flush that took all its time: the end of the process does not wait as long again for the same records. */
  let gaveUp = { accepted: -1, atMillis: 0 };

  /** `beforeExit` comes again after the flush; what could not be sent by then is not waited for twice. */
  function onBeforeExit(): void {
    if (acceptedSoFar() === acceptedAtLastExit || pendingQueues().length === 0) return;
    acceptedAtLastExit = acceptedSoFar();
    const justGaveUp = gaveUp.accepted === acceptedAtLastExit && monotonicMillis() - gaveUp.atMillis < 1_000;
    void (justGaveUp ? Promise.resolve() : flush()).then(() => {
      if (pendingQueues().length === 0) return;
      // What came meanwhile, such as the last metrics, had its time with the rest.
      acceptedAtLastExit = acceptedSoFar();
      onUndelivered();
    });
  }

  function acceptedSoFar(): number {
    return queues.reduce((sum, queue) => sum + queue.health().accepted, 0);
  }

  function pendingQueues(): readonly AnyQueue[] {
    return queues.filter((queue) => waiting(queue) > 0);
  }

  async function flush(timeoutMillis?: number, budgetMillis: number = BUDGET_MILLIS): Promise<void> {
    if (timeoutMillis !== undefined) {
      const millis = Number.isFinite(timeoutMillis) ? Math.min(Math.max(timeoutMillis, 0), 3_600_000) : BUDGET_MILLIS;
      await Promise.all(queues.map((queue) => queue.flush(millis)));
      return;
    }
    const first = Math.min(DOWN_BUDGET_MILLIS, budgetMillis);
    await Promise.all(queues.map((queue) => queue.flush(first)));
    const worthWaiting = pendingQueues().filter((queue) => !queue.health().failing);
    await Promise.all(worthWaiting.map((queue) => queue.flush(budgetMillis - first)));
    if (pendingQueues().length > 0) gaveUp = { accepted: acceptedSoFar(), atMillis: monotonicMillis() };
  }

  return {
    flush,
    arm() {
      if (armed) return;
      armed = true;
      unlisten = onProcessEnd("beforeExit", onBeforeExit);
    },
    disarm() {
      armed = true;
      unlisten?.();
    },
  };
}
