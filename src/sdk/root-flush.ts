import type { Diag } from "../internal/diag.ts";
import { guard, ignoreRejection } from "../internal/guard.ts";
import { waitAtMost } from "../internal/wait-at-most.ts";

export interface RootFlushOptions {
  /** Keeps the invocation of a serverless platform open until the promise is settled. */
  readonly waitUntil: (promise: Promise<unknown>) => void;
  readonly flush: () => Promise<unknown>;
  readonly diag: Diag;
  /** How long a promise that is handed over stays open at most. @defaultValue 2,000 */
  readonly limitMillis?: number;
}

const LIMIT_MILLIS = 2_000;

/**
 * Flushes whenever the outermost scope ended, one flush at a time: what ends meanwhile shares the next one. The promises that are handed over
 * always resolve.
 */
export function createRootFlush({ waitUntil, flush, diag, limitMillis = LIMIT_MILLIS }: RootFlushOptions): () => void {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  function begin(): Promise<void> {
    next = undefined;
    const work = guard(diag, "waitUntil.flush", flush, undefined);
    const done = Promise.resolve(work).then(ignore, ignore);
    running = done;
    void done.then(() => {
      if (running === done) running = undefined;
    });
    return done;
  }

  function flushed(): Promise<void> {
    if (running === undefined) return begin();
    next ??= running.then(begin);
    return next;
  }

  return () => {
    const bounded = waitAtMost(limitMillis, flushed(), false);
    guard(diag, "waitUntil", () => ignoreRejection(waitUntil(bounded)), undefined);
  };
}

function ignore(): void {}
