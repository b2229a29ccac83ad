import type { LimitedWork, ScopeLimits } from "../internal/work-limits.ts";
import { TASK_ID } from "../semconv/agentscribe-attributes.ts";
import { SESSION_ID, USER_ID } from "../semconv/core-attributes.ts";
import { label } from "./present.ts";
import type { Recorder, ScopeParent } from "./recorder.ts";
import type { Scope } from "./scope.ts";
import type { ScopeKind } from "./scope-plan.ts";
import { refusedBy } from "./tell/limit.ts";

const RUNS: ReadonlySet<ScopeKind> = new Set(["agent", "workflow", "llm"]);

/** The limits that hold in a new scope. */
export function limitsIn(scope: Scope, budget: unknown): ScopeLimits | undefined {
  const { recorder, parent, plan, inherited } = scope;
  const { limits } = recorder.ports;
  if (limits === undefined) return undefined;
  const about = {
    kind: plan.kind,
    isRun: RUNS.has(plan.kind) && !isInRun(parent),
    sessionId: label(inherited[SESSION_ID]),
    userId: label(inherited[USER_ID]),
    taskId: label(inherited[TASK_ID]),
    agent: scope.nearest("agent")?.plan.agent,
    budgets: budget === undefined ? [] : [budget],
  };
  return limits.enter(about, parent?.limits, scope);
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
    isRun: false,
    sessionId: label(inherited[SESSION_ID]),
    userId: label(inherited[USER_ID]),
    taskId: label(inherited[TASK_ID]),
    agent: around?.nearest("agent")?.plan.agent,
    budgets: budget === undefined ? [] : [budget],
  };
  const held = limits.enter(about, around?.limits, around);
  const refusal = held?.refuse(work, around);
  if (refusal !== undefined) refusedBy(around, refusal);
  if (held !== around?.limits) held?.ended();
  return refusal;
}

function isInRun(parent: Scope | undefined): boolean {
  for (let scope = parent; scope !== undefined; scope = scope.parent) if (RUNS.has(scope.plan.kind)) return true;
  return false;
}
