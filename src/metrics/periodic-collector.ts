import type { Diag } from "../internal/diag.ts";
import { guard } from "../internal/guard.ts";
import { outside } from "../internal/outside.ts";
import { realTimers } from "../internal/real-timers.ts";

export interface PeriodicCollectorOptions {
  readonly collect: () => void;
  readonly intervalMillis: number;
  readonly diag: Diag;
}

/** Collects again and again from the first start on. Never holds the process. */
export interface PeriodicCollector {
  /** Starts the timer once; it stays stopped after {@link stop}. */
  start(): void;
  /** Collects at once: synchronous, and safe in a handler of the process's end. */
  collectNow(): void;
  /** Stops the timer for good. */
  stop(): void;
}

export function createPeriodicCollector({
  collect,
  intervalMillis,
  diag,
}: PeriodicCollectorOptions): PeriodicCollector {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const collectNow = (): void => guard(diag, "metrics.collect", collect, undefined);
  return {
    start() {
      if (timer !== undefined || stopped) return;
      // It must not keep the scope alive in which the first measurement was made.
      timer = outside(() => realTimers.setInterval(collectNow, intervalMillis));
      timer.unref();
    },
    collectNow,
    stop() {
      stopped = true;
      realTimers.clearInterval(timer);
    },
  };
}
