/** Tells the time as milliseconds since 1970 with a fraction. */
export interface Clock {
  /** @param offset what `reanchor()` gave when the work began that is timed: the time of that work never goes back. @defaultValue the last one */
  now(offset?: number): number;
  /** A reading of `performance.now()` as a time since 1970. */
  fromPerformance(millis: number, offset?: number): number;
  /**
   * Takes the system time up again when it went another way than this clock by more than a second: the machine slept, or its time was set.
   * Gives by how many milliseconds the time since 1970 is ahead of the steady one.
   */
  reanchor(): number;
}

const MAX_DRIFT_MILLIS = 1_000;

const { performance } = globalThis;
const monotonic = performance.now.bind(performance);
const readSystem = Date.now;

/**
 * A clock that reads the system time once and goes on by `performance.now()`: between two calls of `reanchor()`, and with the same offset, it never
 * goes back, whatever happens to the system time or to `Date.now`.
 */
export function createClock(
  systemNow: () => number = readSystem,
  performanceNow: () => number = readPerformance,
): Clock {
  let last = systemNow() - performanceNow();
  return {
    now: (offset = last) => offset + performanceNow(),
    fromPerformance: (millis, offset = last) => offset + millis,
    reanchor() {
      const current = systemNow() - performanceNow();
      if (Math.abs(current - last) > MAX_DRIFT_MILLIS) last = current;
      return last;
    },
  };
}

function readPerformance(): number {
  return monotonic();
}
