import type { Scope } from "./scope.ts";
import type { ScopeKind } from "./scope-plan.ts";

/** Whether a scope of this kind is a run: the work on one request of the user, when no other run is around it. */
export function isRun(kind: ScopeKind): boolean {
  return kind === "agent" || kind === "workflow" || kind === "llm";
}

/** Whether a scope is a run, or in one. */
export function isInRun(scope: Scope | undefined): boolean {
  for (let one = scope; one !== undefined; one = one.parent) if (isRun(one.plan.kind)) return true;
  return false;
}

/** A run is a turn of its session when no other run is around it. */
export function startsTurn(active: Scope | undefined, kind: ScopeKind): boolean {
  return active?.holdsTurns === true && isRun(kind);
}
