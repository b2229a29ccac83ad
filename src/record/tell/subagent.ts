import * as genAi from "../../semconv/gen-ai-attributes.ts";
import { emitEvent } from "../emit-event.ts";
import { label } from "../given-value.ts";
import { present } from "../present.ts";
import type { Scope } from "../scope.ts";
import type { ScopeEnd } from "../scope-plan.ts";

/** Tells that an agent started another, and counts it for the sessions around. An agent without a name is a way to call a model, as frameworks wrap each. */
export function tellSpawned(scope: Scope, agent: string | undefined): void {
  const depth = depthOf(scope);
  if (depth === 0 || agent === undefined) return;
  for (let one = scope.parent; one !== undefined; one = one.parent) if (one.plan.kind === "session") one.subagents += 1;
  const facts = present({ agent, agentId: idOf(scope), depth });
  emitEvent(scope.recorder, "subagent.spawned", facts, { scope, timeMillis: scope.startTimeMillis });
}

/** Tells that it did not finish. One that was called off did not fail. */
export function tellSubagentFailed(scope: Scope, agent: string | undefined, end: ScopeEnd): void {
  if (end.errorType === undefined || agent === undefined) return;
  if (scope.failure?.aborted === true || depthOf(scope) === 0) return;
  const facts = present({ agent, agentId: idOf(scope), phase: "run", errorType: end.errorType });
  emitEvent(scope.recorder, "subagent.failed", facts, { scope, timeMillis: end.endTimeMillis });
}

/** How many agents are above it. */
function depthOf(scope: Scope): number {
  let depth = 0;
  for (let one = scope.parent; one !== undefined; one = one.parent) if (one.plan.kind === "agent") depth += 1;
  return depth;
}

function idOf(scope: Scope): string | undefined {
  return label(scope.plan.attributes[genAi.GEN_AI_AGENT_ID]);
}
