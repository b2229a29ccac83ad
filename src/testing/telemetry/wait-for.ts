import { deferred } from "../../internal/deferred.ts";
import { realTimers } from "../../internal/real-timers.ts";

/** Options of `waitFor()`. */
export interface WaitForOptions {
  /** Time of the system, whatever clock the test has. @defaultValue 1,000 */
  readonly timeoutMillis?: number | undefined;
}

/** What did not happen in time, with what was recorded instead. */
export class WaitForTimeout extends Error {
  override readonly name = "WaitForTimeout";
}

const DEFAULT_TIMEOUT_MILLIS = 1_000;
const MAX_TIMEOUT_MILLIS = 2 ** 31 - 1;

/**
 * Asks now and after each record whether it has come, until it has.
 *
 * @param onChange - calls a function after each record, and gives what stops it
 * @returns the first answer that is neither false nor nothing
 */
export async function waitFor<T>(
  ask: () => T,
  onChange: (listener: () => void) => () => void,
  describe: () => string,
  options: WaitForOptions = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const { timeoutMillis = DEFAULT_TIMEOUT_MILLIS } = options;
  if (!(timeoutMillis >= 0 && timeoutMillis <= MAX_TIMEOUT_MILLIS)) {
    throw new TypeError(`waitFor(): timeoutMillis is a number of milliseconds from 0; got ${String(timeoutMillis)}`);
  }
  const { promise, resolve, reject } = deferred<NonNullable<Exclude<T, false>>>();
  const look = (): void => {
    try {
      const answer = ask();
      if (answer !== false && answer !== undefined && answer !== null)
        resolve(answer as NonNullable<Exclude<T, false>>);
    } catch (error) {
      reject(error);
    }
  };
  // After the record is complete: a predicate may record something itself. Fake timers leave promises alone, and nothing else.
  const stop = onChange(() => void Promise.resolve().then(look));
  const timer = realTimers.setTimeout(() => {
    look();
    reject(new WaitForTimeout(`waited ${timeoutMillis} ms for ${describe()}`));
  }, timeoutMillis);
  look();
  try {
    return await promise;
  } finally {
    stop();
    realTimers.clearTimeout(timer);
  }
}
