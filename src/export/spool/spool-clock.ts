/** The two clocks of the machine: the wall clock may jump, the other may stand still while the machine sleeps. */
export interface SpoolClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds that never go back. */
  monotonic(): number;
}

export const SYSTEM_CLOCK: SpoolClock = { now: () => Date.now(), monotonic: () => performance.now() };

/** A moment by both clocks. */
export interface Moment {
  readonly wall: number;
  readonly steady: number;
}

export function moment(clock: SpoolClock): Moment {
  return { wall: clock.now(), steady: clock.monotonic() };
}

/** Milliseconds since `then`: the longer answer of the two clocks, so that neither a sleep nor a jump back hides time. */
export function elapsed(clock: SpoolClock, then: Moment): number {
  return Math.max(clock.now() - then.wall, clock.monotonic() - then.steady);
}
