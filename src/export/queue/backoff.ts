const FIRST_MILLIS = 100;
const LONGEST_MILLIS = 5_000;
const FIRST_HELD_MILLIS = 1_000;
const LONGEST_HELD_MILLIS = 30_000;

export interface Backoff {
  /** True from a failure until the next success. */
  readonly failing: boolean;
  /** The clock time before which nothing may be sent; 0 when anything may. */
  readonly blockedUntil: number;
  /** The backend asked for the wait, or answers that it will not take requests as they are: probing early is no use. */
  readonly mustWait: boolean;
  succeeded(): void;
  /** Counts one failure for all requests that were under way at the same time. `startedAt` is when the failed one began. */
  failed(now: number, startedAt: number, retryAfterMillis?: number): void;
  /** The backend refuses what it would refuse again at once (credentials, path): waits 1 s, doubled up to 30 s. */
  held(now: number): void;
  /** Lets the next attempt happen now, unless the backend asked for a wait. */
  probeNow(): void;
}

/** Exponential backoff with full jitter: 0.1 s, doubled up to 5 s; a wait the backend asked for replaces it. */
export function createBackoff(random: () => number = Math.random): Backoff {
  let failures = 0;
  let heldMillis = FIRST_HELD_MILLIS;
  let lastFailureAt = Number.NEGATIVE_INFINITY;
  const state = {
    failing: false,
    blockedUntil: 0,
    mustWait: false,
    succeeded() {
      failures = 0;
      heldMillis = FIRST_HELD_MILLIS;
      state.failing = false;
      state.blockedUntil = 0;
      state.mustWait = false;
    },
    failed(now: number, startedAt: number, retryAfterMillis?: number) {
      state.failing = true;
      if (startedAt >= lastFailureAt) {
        failures += 1;
        const ceiling = Math.min(FIRST_MILLIS * 2 ** (failures - 1), LONGEST_MILLIS);
        state.blockedUntil = now + Math.max(ceiling * random(), 10);
        state.mustWait = false;
      }
      lastFailureAt = now;
      if (retryAfterMillis === undefined) return;
      state.blockedUntil = Math.max(state.blockedUntil, now + retryAfterMillis);
      state.mustWait = true;
    },
    held(now: number) {
      state.failing = true;
      // Requests that were under way together end in one wait.
      if (now >= state.blockedUntil) {
        state.blockedUntil = now + heldMillis;
        heldMillis = Math.min(heldMillis * 2, LONGEST_HELD_MILLIS);
      }
      state.mustWait = false;
      lastFailureAt = now;
    },
    probeNow() {
      if (!state.mustWait) state.blockedUntil = 0;
    },
  };
  return state;
}
