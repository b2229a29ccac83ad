import { OpenScopeHandle } from "./scope-handle.ts";

/**
 * The signal to hand to whoever does the work of a scope, in place of the caller's own: aborted with the caller's, and when a limit stops. Absent where no
 * limit can stop, or the scope is of another copy of this package.
 */
export function stopSignalOf(handle: unknown, callers: unknown): AbortSignal | undefined {
  const scope = OpenScopeHandle.scopeOf(handle);
  if (scope?.limits === undefined || scope.limits.signals.length === 0) return undefined;
  if (callers instanceof AbortSignal) scope.signal.follow(callers);
  return scope.signal.signal;
}
