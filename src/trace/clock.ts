import { outside } from "../internal/outside.ts";

/** Tells the time as milliseconds since 1970 with a fraction. */
export interface Clock {
  /** @param offset what `reanchor()` gave when the work began that is timed: the time of that work never goes back. @defaultValue the last one */
  now(offset?: number): number;
  /** A reading of `performance.now()` as a time since 1970. */
  fromPerformance(millis: number, offset?: number): number;
  /**
   * Takes the system time up again when it went another way than this clock by more than a tenth of a second: the machine slept, or its time was set.
   * Gives by how many milliseconds the time since 1970 is ahead of the steady one.
   */
  reanchor(): number;
}

const MAX_DRIFT_MILLIS = 100;
/** How often both clocks are read again before they are said to be apart: a thread that is held between two readings looks the same. */
const READINGS = 3;

const { performance } = globalThis;
const monotonic = performance.now.bind(performance);
const readDate = Date.now;

/**
 * A clock that reads the system time once and goes on by `performance.now()`: between two calls of `reanchor()`, and with the same offset, it never
 * goes back, whatever happens to the system time or to `Date.now`.
 */
export function createClock(
  systemNow: () => number = readSystem,
  performanceNow: () => number = readPerformance,
): Clock {
  const read = (): number => systemNow() - performanceNow();
  let last = read();
  return {
    now: (offset = last) => offset + performanceNow(),
    fromPerformance: (millis, offset = last) => offset + millis,
    reanchor() {
      let current = read();
      for (let again = 1; again < READINGS && isApart(current, last); again += 1)
        current = nearer(read(), current, last);
      if (isApart(current, last)) last = current;
      return last;
    },
  };
}

function isApart(current: number, last: number): boolean {
  return Math.abs(current - last) > MAX_DRIFT_MILLIS;
}

function nearer(some: number, other: number, last: number): number {
  return Math.abs(some - last) < Math.abs(other - last) ? some : other;
}

/** What prerenders a page, as Next.js does, gives it up when the time is read in its request; the steady time may be. */
function readSystem(): number {
  return outside(readDate);
}

function readPerformance(): number {
  return monotonic();
}
