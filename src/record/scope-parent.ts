import { types } from "node:util";
import { read } from "./given-value.ts";
import type { Recorder, ScopeParent } from "./recorder.ts";
import { isRemoteContext } from "./remote-context.ts";
import { isWithin } from "./run-within.ts";
import { Scope } from "./scope.ts";
import { OpenScopeHandle } from "./scope-handle.ts";
import type { ScopeOptions } from "./scope-type.ts";

/** Where the options of a scope say that it belongs; absent where that is the active scope. */
export function placeOf(recorder: Recorder, options: ScopeOptions): ScopeParent | undefined {
  return parentOf(read(options, "parent")) ?? outerOf(recorder, read(options, "within"));
}

/** The option `parent` of a scope as what it stands for; absent when it is nothing that a scope can be attached to. */
export function parentOf(parent: unknown): ScopeParent | undefined {
  if (isRemoteContext(parent)) return parent;
  // A Proxy is no scope, and asking one what it is an instance of would run its traps.
  return !types.isProxy(parent) && parent instanceof Scope ? parent : OpenScopeHandle.scopeOf(parent);
}

/** The option `within` as the scope it stands for; absent when the active scope is that one or inside it, and so the better parent. */
function outerOf(recorder: Recorder, within: unknown): Scope | undefined {
  const outer = within === undefined ? undefined : OpenScopeHandle.scopeOf(within);
  return outer === undefined || isWithin(recorder.activeScope(), outer) ? undefined : outer;
}
