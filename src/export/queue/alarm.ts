import { outside } from "../../internal/outside.ts";
import { realTimers } from "../../internal/real-timers.ts";

/** One timer that does not hold the process: of several times that are asked for, the earliest. */
export interface Alarm {
  readonly isSet: boolean;
  ringIn(millis: number): void;
  /** It rings no more, whatever is asked for later. */
  cancel(): void;
}

export function createAlarm(now: () => number, ring: () => void): Alarm {
  let timer: NodeJS.Timeout | undefined;
  let timerAt = Number.POSITIVE_INFINITY;
  let isCancelled = false;
  return {
    get isSet() {
      return timer !== undefined;
    },
    ringIn(millis) {
      const at = now() + millis;
      if (isCancelled || at >= timerAt) return;
      realTimers.clearTimeout(timer);
      timerAt = at;
      const rings = (): void => {
        timer = undefined;
        timerAt = Number.POSITIVE_INFINITY;
        ring();
      };
      // In an outage one timer follows another: not in the context of whoever recorded first.
      timer = outside(() => realTimers.setTimeout(rings, Math.max(millis, 1)));
      timer.unref();
    },
    cancel() {
      isCancelled = true;
      realTimers.clearTimeout(timer);
    },
  };
}
