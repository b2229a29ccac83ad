import type { Scope } from "./scope.ts";
import type { TotalsDelta } from "./totals.ts";

/**
 * Adds to the totals of a scope and of all around it. A scope's own totals hold what it did itself: for an agent, nothing of its sub-agents; for a
 * session, task or workflow, the agents it runs but not their sub-agents; nothing of nested sessions.
 *
 * @param spender - the scope whose limits it counts for
 */
export function addTotals(scope: Scope, delta: TotalsDelta, spender: Scope = scope): void {
  spender.limits?.add(delta, spender);
  countTotals(scope, delta);
}

/** The same, and of no concern to what limits the work. */
export function countTotals(scope: Scope, delta: TotalsDelta): void {
  scope.recorder.totals.add(delta);
  let agents = 0;
  let sessions = 0;
  for (let one: Scope | undefined = scope; one !== undefined; one = one.parent) {
    const { kind } = one.plan;
    count(one, delta, sessions === 0 && agents <= (kind === "agent" ? 0 : 1));
    if (kind === "agent") agents += 1;
    if (kind === "session") sessions += 1;
  }
}

function count(scope: Scope, delta: TotalsDelta, isOwn: boolean): void {
  if (!isOwn && scope.own === scope.tree) scope.own = scope.tree.copy();
  scope.tree.add(delta);
  if (isOwn && scope.own !== scope.tree) scope.own.add(delta);
}

/** Tells all scopes around that somebody waits for people from the start of this one on. */
export function startWaiting(wait: Scope): void {
  const { startTimeMillis, clockOffset, recorder } = wait;
  recorder.totals.waits.started(startTimeMillis - clockOffset);
  for (let scope = wait.parent; scope !== undefined; scope = scope.parent) {
    scope.tree.waits.started(startTimeMillis);
    if (scope.own !== scope.tree) scope.own.waits.started(startTimeMillis);
  }
  wait.limits?.waits(true);
}

/** Tells them that it is over, and returns by how many milliseconds it is longer than other waits of the outermost scope that were over before. */
export function endWaiting(wait: Scope, endMillis: number): number {
  const { startTimeMillis: start, clockOffset, recorder } = wait;
  let addedMillis = endMillis - start;
  recorder.totals.waits.ended(start - clockOffset, endMillis - clockOffset);
  for (let scope = wait.parent; scope !== undefined; scope = scope.parent) {
    addedMillis = scope.tree.waits.ended(start, endMillis);
    if (scope.own !== scope.tree) scope.own.waits.ended(start, endMillis);
  }
  wait.limits?.waits(false);
  return addedMillis;
}
