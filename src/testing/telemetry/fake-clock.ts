/** A clock that stands still until it is told to go on: times and durations are then the same in every run. */
export interface FakeClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Goes on by so many milliseconds, 0 or more. @throws RangeError */
  advance(millis: number): void;
  /** Goes to a time: milliseconds since 1970, a `Date`, or text that `Date` reads. @throws RangeError when it is none */
  set(time: number | string | Date): void;
}

/** Options of `createFakeClock()`. */
export interface FakeClockOptions {
  /** Where it begins. @defaultValue 2026-10-01T00:00:00Z */
  readonly now?: number | string | Date | undefined;
}

const DEFAULT_START = "2026-10-01T00:00:00Z";

/** Makes a clock for `createTestTelemetry()`. @throws RangeError when the time to begin at is none */
export function createFakeClock(options: FakeClockOptions = {}): FakeClock {
  let current = toTime(options.now ?? DEFAULT_START);
  return {
    now: () => current,
    advance(millis) {
      if (!(Number.isFinite(millis) && millis >= 0)) {
        throw new RangeError(`advance() takes milliseconds from 0; got ${String(millis)}`);
      }
      current += millis;
    },
    set(time) {
      current = toTime(time);
    },
  };
}

function toTime(time: number | string | Date): number {
  const millis = typeof time === "number" ? time : new Date(time).getTime();
  if (Number.isFinite(millis) && millis >= 0) return millis;
  throw new RangeError(`a fake clock takes milliseconds since 1970, a Date or its text; got ${String(time)}`);
}
