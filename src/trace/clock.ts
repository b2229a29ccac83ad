/** Tells the time as milliseconds since 1970 with a fraction. */
export interface Clock {
  now(): number;
  /** A reading of `performance.now()` as a time since 1970. */
  fromPerformance(millis: number): number;
}

/**
 * A clock that reads the system time once and goes on by `performance.now()`: it never goes back, whatever happens to the
 * system time or to `Date.now` afterwards.
 */
export function createClock(systemNow: () => number = Date.now, performanceNow: () => number = readPerformance): Clock {
  const offset = systemNow() - performanceNow();
  return {
    now: () => offset + performanceNow(),
    fromPerformance: (millis) => offset + millis,
  };
}

const { performance } = globalThis;
const monotonic = performance.now.bind(performance);

function readPerformance(): number {
  return monotonic();
}
