import type { Diag } from "../../internal/diag.ts";
import type { CounterBook } from "../counters.ts";
import type { Backoff } from "./backoff.ts";
import { type FailedRequest, isMalformed } from "./deliver-batch.ts";

/** The parts of a queue that know when it may send again. */
export interface StandingBack {
  readonly name: string;
  readonly diag: Diag;
  readonly now: () => number;
  readonly backoff: Backoff;
  readonly book: CounterBook;
}

/** Waits after a request that failed, as its answer asks for it. A backend that refuses whatever comes is said. */
export function standBack(
  { name, diag, now, backoff, book }: StandingBack,
  failure: FailedRequest,
  startedAt: number,
): void {
  book.retry();
  if (failure.status === "retry") backoff.failed(now(), startedAt, failure.retryAfterMillis);
  else if (isMalformed(failure.code)) backoff.failed(now(), startedAt);
  else {
    backoff.held(now());
    diag.trouble(`held:${name}`, `${name}: ${failure.reason}; records are kept and sent again later`);
  }
}
