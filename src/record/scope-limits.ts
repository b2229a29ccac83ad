import type { LimitedWork, ScopeLimits } from "../internal/work-limits.ts";
import { TASK_ID } from "../semconv/agentscribe-attributes.ts";
import { SESSION_ID, USER_ID } from "../semconv/core-attributes.ts";
import { label, read } from "./given-value.ts";
import type { Recorder, ScopeParent } from "./recorder.ts";
import { openAround, type Scope } from "./scope.ts";
import { refusedBy } from "./tell/limit.ts";
import { isInRun, isRun, startsTurn } from "./turn.ts";

/** Whether anything may limit work with these options. What is no budget limits nothing, and that is said. */
export function mayBeLimited({ ports: { limits, diag } }: Recorder, options: unknown): boolean {
  if (limits === undefined) return false;
  const budget = read(options, "budget") ?? undefined;
  if (budget !== undefined && !limits.takes(budget)) {
    diag.warn(
      "budget",
      "the option budget of a scope is none that telemetry.budget() of this copy of agentscribe made while telemetry was on; it limits nothing",
    );
  }
  return !limits.isIdle;
}

/** Finds the limits that hold in a new scope. @param active the scope that it started in */
export function limitScope(scope: Scope, active: Scope | undefined, budget: unknown): void {
  const { recorder, parent, plan, inherited } = scope;
  const { limits } = recorder.ports;
  if (limits === undefined) return;
  const about = {
    kind: plan.kind,
    isRun: isRun(plan.kind) && !isInRun(parent),
    sessionId: label(inherited[SESSION_ID]),
    userId: label(inherited[USER_ID]),
    taskId: label(inherited[TASK_ID]),
    agent: scope.nearest("agent")?.plan.agent,
    budgets: budget === undefined ? [] : [budget],
  };
  const outer = limitsAround(active);
  scope.limits = limits.enter(about, outer, scope);
  scope.ownsLimits = scope.limits !== outer;
}

/**
 * The limits of a scope for what starts in it. Those of one that has ended hold no longer; but what stopped its work stops what it left going too.
 */
function limitsAround(active: Scope | undefined): ScopeLimits | undefined {
  if (active?.isEnded !== true) return active?.limits;
  const isStopped = active.limits?.signals.some(({ aborted }) => aborted) === true;
  return isStopped ? active.limits : openAround(active)?.limits;
}

/** The error that refuses work before it begins: of a limit that holds around it, or that the application gives it. */
export function refusalOf(
  recorder: Recorder,
  work: LimitedWork,
  { parent, budget }: { readonly parent: ScopeParent | undefined; readonly budget: unknown },
): Error | undefined {
  const { limits } = recorder.ports;
  if (limits === undefined) return undefined;
  const context = recorder.contextOf(parent);
  const around = recorder.activeScope(context);
  const inherited = recorder.inheritedIn(context, around);
  const about = {
    kind: "none",
    // A pot that begins with the call itself may hold nothing.
    isRun: work === "call" && !isInRun(openAround(around)),
    sessionId: label(inherited[SESSION_ID]),
    userId: label(inherited[USER_ID]),
    taskId: label(inherited[TASK_ID]),
    agent: around?.nearest("agent")?.plan.agent,
    budgets: budget === undefined ? [] : [budget],
  };
  const outer = limitsAround(around);
  const held = limits.enter(about, outer, around);
  const refusal = held?.refuse(work, work === "call" && startsTurn(around, "llm"), around);
  if (refusal !== undefined) refusedBy(around, refusal);
  if (held !== outer) held?.ended();
  return refusal;
}
