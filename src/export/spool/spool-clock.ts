/** The two clocks of the machine: the wall clock may jump, the other may stand still while the machine sleeps. */
export interface SpoolClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds that never go back. */
  monotonic(): number;
}

export const SYSTEM_CLOCK: SpoolClock = { now: () => Date.now(), monotonic: () => performance.now() };
