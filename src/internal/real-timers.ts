import * as timers from "node:timers";

/**
 * The timers of the process as they were when this was loaded. Tests put others in their place, which may never go off; what the library itself
 * waits for goes on. Those of the module, because a test may have replaced the global ones before.
 */
export const realTimers: Pick<
  typeof timers,
  "setTimeout" | "clearTimeout" | "setInterval" | "clearInterval" | "setImmediate"
> = {
  setTimeout: timers.setTimeout,
  clearTimeout: timers.clearTimeout,
  setInterval: timers.setInterval,
  clearInterval: timers.clearInterval,
  setImmediate: timers.setImmediate,
};

/** Monotonic milliseconds, of the clock as it was when this was loaded. */
export const monotonicMillis: () => number = performance.now.bind(performance);
