import { deferred } from "./deferred.ts";
import { realTimers } from "./real-timers.ts";
/**
 * Waits for work, but not longer than `millis`. Rejects as the work does; what becomes of it after that time is nobody's.
 *
 * @param holdsProcess - whether the process lives as long as somebody waits
 */
export async function waitAtMost(
  millis: number,
  work: PromiseLike<unknown> | undefined,
  holdsProcess: boolean = true,
): Promise<void> {
  const { promise: timeout, resolve } = deferred<void>();
  const timer = realTimers.setTimeout(resolve, millis);
  if (!holdsProcess) timer.unref();
  try {
    await Promise.race([work, timeout]);
  } finally {
    realTimers.clearTimeout(timer);
  }
}
