import { guard } from "../../internal/guard.ts";
import type { FoundLoop } from "../../internal/work-limits.ts";
import type { Message } from "../../semconv/messages.ts";
import { emitEvent } from "../emit-event.ts";
import type { Scope } from "../scope.ts";

/** Looks whether the agent that calls a tool repeats itself. `tool` is its own name: two that are hidden alike are two. */
export function watchToolCall(scope: Scope, tool: string, args: unknown): void {
  const { loops } = scope.recorder.ports;
  if (loops === undefined) return;
  const agent = agentOf(scope);
  // Nothing is around it that could do it again.
  if (agent === scope) return;
  let loop: FoundLoop | undefined;
  try {
    loop = loops.call(agent, tool, args);
  } catch {
    return; // Arguments that cannot be read are not known again.
  }
  if (loop !== undefined) tellLoop(scope, agent, loop, tool);
}

/** Shorter answers, such as those of a classifier, are the same for good reasons. */
const LEAST_ANSWER_CHARS = 40;

/**
 * Looks whether the model of an agent gives the same answer again. An answer that calls tools is looked at by its calls. `messages` is asked only
 * inside an agent.
 */
export function watchOutput(scope: Scope, messages: () => readonly Message[]): void {
  const { loops, diag } = scope.recorder.ports;
  const agent = loops === undefined ? undefined : scope.nearest("agent");
  if (loops === undefined || agent === undefined) return;
  const find = (): FoundLoop | undefined => {
    const parts = messages().flatMap((message) => message.parts);
    return isLongText(parts) ? loops.output(agent, parts) : undefined;
  };
  const loop = guard(diag, "loops", find, undefined);
  if (loop !== undefined) tellLoop(scope, agent, loop, undefined);
}

function isLongText(parts: Message["parts"]): boolean {
  let chars = 0;
  for (const part of parts) {
    if (part.type !== "text") return false;
    chars += "content" in part && typeof part.content === "string" ? part.content.length : 0;
  }
  return chars >= LEAST_ANSWER_CHARS;
}

/** The agent that does the work; without one, the outermost scope around it. */
function agentOf(scope: Scope): Scope {
  let place = scope;
  while (place.plan.kind !== "agent" && place.parent !== undefined) place = place.parent;
  return place;
}

function tellLoop(scope: Scope, agent: Scope, { kind, count, error }: FoundLoop, tool: string | undefined): void {
  const action = error === undefined ? "warn" : "stop";
  emitEvent(scope.recorder, "loop.detected", { kind, count, action, ...(tool !== undefined && { tool }) }, { scope });
  if (error === undefined) return;
  for (let one: Scope | undefined = scope; one !== undefined; one = one === agent ? undefined : one.parent)
    one.endsFor("loop");
  agent.limits?.trip(error);
}
