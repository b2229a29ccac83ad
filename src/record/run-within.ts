import { read } from "./given-value.ts";
import type { Scope } from "./scope.ts";
import type { ScopeHandle } from "./scope-handle.ts";

/** Where a handle says that it is around what runs now. Each entry of the package has classes of its own, so a wrapper cannot tell a handle by its class. */
export const IS_AROUND: unique symbol = Symbol.for("agentscribe around.1");

/** Whether a scope is this one or inside it. */
export function isWithin(scope: Scope | undefined, outer: Scope): boolean {
  let at = scope;
  while (at !== undefined && at !== outer) at = at.parent;
  return at === outer;
}

/** Runs a function inside a scope; as it is where the active scope is that one or inside it, and so the better place. */
export function runWithin<T>(handle: ScopeHandle, fn: () => T): T {
  return read(handle, IS_AROUND) === true ? fn() : handle.run(fn);
}
