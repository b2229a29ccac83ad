import { guard, ignoreRejection } from "../internal/guard.ts";
import { waitAtMost } from "../internal/wait-at-most.ts";
import type { RootFlushOptions } from "../sdk/root-flush.ts";

const LIMIT_MILLIS = 2_000;

/**
 * Flushes whenever the outermost scope ended, in the request in which it did: what another request waits for may never come. The promises that are handed
 * over always resolve.
 */
export function createRootFlush(options: RootFlushOptions): () => void {
  const { waitUntil, flush, diag, limitMillis = LIMIT_MILLIS } = options;
  return () => {
    const work = guard(diag, "waitUntil.flush", flush, undefined);
    const bounded = waitAtMost(limitMillis, work).catch(() => undefined);
    guard(diag, "waitUntil", () => ignoreRejection(waitUntil(bounded)), undefined);
  };
}
