/** Tells the time as milliseconds since 1970 with a fraction. */
export interface Clock {
  now(): number;
  /** A reading of `performance.now()` as a time since 1970. */
  fromPerformance(millis: number): number;
  /**
   * Takes the system time up again when it went another way than this clock by more than a second: the machine slept, or its time was set.
   * Call it only while nothing is being timed, as the clock may go back here and nowhere else.
   */
  reanchor(): void;
}

const MAX_DRIFT_MILLIS = 1_000;

const { performance } = globalThis;
const monotonic = performance.now.bind(performance);
const readSystem = Date.now;

/**
 * A clock that reads the system time once and goes on by `performance.now()`: between two calls of `reanchor()` it never goes back,
 * whatever happens to the system time or to `Date.now`.
 */
export function createClock(
  systemNow: () => number = readSystem,
  performanceNow: () => number = readPerformance,
): Clock {
  let offset = systemNow() - performanceNow();
  return {
    now: () => offset + performanceNow(),
    fromPerformance: (millis) => offset + millis,
    reanchor() {
      const current = systemNow() - performanceNow();
      if (Math.abs(current - offset) > MAX_DRIFT_MILLIS) offset = current;
    },
  };
}

function readPerformance(): number {
  return monotonic();
}
