import { LLM_PURPOSE } from "../../semconv/agentscribe-attributes.ts";
import { emitEvent } from "../emit-event.ts";
import { present } from "../present.ts";
import type { Scope } from "../scope.ts";
import type { ScopeEnd } from "../scope-plan.ts";
import type { ConcludedCall } from "./concluded-call.ts";

/** Tells that the provider shortened the conversation: because the call asked for just that, or on its own within a call. */
export function tellCompaction(scope: Scope, { usage }: ConcludedCall, end: ScopeEnd): void {
  const isAsked = scope.plan.attributes[LLM_PURPOSE] === "compaction";
  const facts = isAsked
    ? { trigger: "manual", tokensBefore: usage?.inputTokens, durationMs: end.endTimeMillis - scope.startTimeMillis }
    : { trigger: "auto" };
  emitEvent(scope.recorder, "compaction", present({ ...facts, success: true }), {
    scope,
    timeMillis: end.endTimeMillis,
  });
}
