import { read } from "./given-value.ts";
import { ScopeSignal } from "./scope-signal.ts";

/** Where a handle keeps what stops its work. Each entry of the package has classes of its own, so a wrapper cannot tell a handle by its class. */
export const STOP: unique symbol = Symbol.for("agentscribe stop.1");

/** What stops the work of a scope. */
export interface ScopeStop {
  /** Of the limits that hold in it: each is aborted, with the error as its reason, when that limit stops. */
  readonly limits: readonly AbortSignal[];
  /** Made for this work, and closed when the scope is over. */
  readonly own: ScopeSignal;
}

/**
 * The signal to hand to whoever does the work of a scope, in place of the caller's own: aborted with the caller's, and when a limit stops. Absent where no
 * limit can stop.
 */
export function stopSignalOf(handle: unknown, callers: unknown): AbortSignal | undefined {
  const stop = stopOf(handle);
  if (stop === undefined) return undefined;
  if (callers instanceof AbortSignal) stop.own.follow(callers);
  return stop.own.signal;
}

/**
 * A signal that a limit of a scope aborts and nobody else, for a stream that is open. Absent where no limit can stop.
 *
 * @returns to be closed when the stream is over
 */
export function limitSignalOf(handle: unknown): ScopeSignal | undefined {
  const stop = stopOf(handle);
  if (stop === undefined) return undefined;
  const limit = new ScopeSignal();
  for (const signal of stop.limits) limit.follow(signal);
  return limit;
}

function stopOf(handle: unknown): ScopeStop | undefined {
  return read(handle, STOP) as ScopeStop | undefined;
}
