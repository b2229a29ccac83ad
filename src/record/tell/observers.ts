import { guard, ignoreRejection } from "../../internal/guard.ts";
import type { EndedScopeFacts, ScopeFacts } from "../ports.ts";
import type { Scope } from "../scope.ts";
import type { ScopeEnd } from "../scope-plan.ts";

/** Tells whoever watches of a scope that started. */
export function tellStart(scope: Scope): void {
  const { observers, diag } = scope.recorder.ports;
  for (const observer of observers) {
    guard(diag, "observer.onStart", () => ignoreRejection(observer.onStart?.(facts(scope))), undefined);
  }
}

/** Tells whoever watches of a scope that is over, with what came to be known of it. */
export function tellEnd(scope: Scope, end: ScopeEnd): void {
  const { observers, diag } = scope.recorder.ports;
  for (const observer of observers) {
    guard(diag, "observer.onEnd", () => ignoreRejection(observer.onEnd?.(endedFacts(scope, end))), undefined);
  }
}

function facts(scope: Scope): ScopeFacts {
  const { traceId, spanId } = scope.span.api.spanContext();
  const { parentSpanId } = scope;
  return {
    kind: scope.plan.kind,
    name: scope.plan.spanName,
    traceId,
    spanId,
    startTimeMillis: scope.startTimeMillis,
    ...(parentSpanId !== undefined && { parentSpanId }),
  };
}

function endedFacts(scope: Scope, end: ScopeEnd): EndedScopeFacts {
  return {
    ...facts(scope),
    endTimeMillis: end.endTimeMillis,
    attributes: { ...scope.plan.attributes, ...scope.noted },
    totals: scope.tree.read(end.endTimeMillis),
    withheld: scope.withheld,
    ...(scope.failure !== undefined && { errorType: scope.failure.type }),
    ...(scope.failure?.message !== undefined && { errorMessage: scope.failure.message }),
    ...(scope.usage !== undefined && { usage: scope.usage }),
    ...(scope.cost !== undefined && { cost: scope.cost }),
  };
}
