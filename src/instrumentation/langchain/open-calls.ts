import type { EndOptions, ScopeHandle } from "../../record/scope-handle.ts";
import type { LlmCall } from "../../record/scopes/llm.ts";
import { recordingClient } from "../observed-method.ts";
import type { Run } from "../runs.ts";
import { langchainRuns } from "./runs.ts";

/** Model calls that were made inside a run, the oldest first. Those that are over are taken out as others come. */
const calls = new WeakMap<Run, Set<LlmCall>>();

/** Remembers a model call for when the run around it is called off. */
export function noteCall(runId: unknown, call: LlmCall): void {
  const run = langchainRuns.get(runId);
  if (run === undefined) return;
  const known = calls.get(run) ?? new Set();
  for (const one of known) {
    if (isOpen(one)) break;
    known.delete(one);
  }
  calls.set(run, known.add(call));
}

/**
 * Ends a run that is called off with all that is open inside, the innermost first: what was spent there is in its totals. LangChain ends the run
 * before what it aborts has come to its end.
 *
 * @param end - how: by an error, or with a reason when nothing failed
 */
export function callOff(run: Run, end: EndOptions): void {
  for (const child of [...run.children]) callOff(child, end);
  for (const call of calls.get(run) ?? []) {
    if (!isOpen(call)) continue;
    if (end.error === undefined) call.cancelled();
    call.end(end);
  }
  langchainRuns.close(run.id, (own: ScopeHandle) => own.end(end));
}

/** Whether the model has not answered yet. A client of an older copy of this package cannot tell. */
function isOpen(call: LlmCall): boolean {
  return call.run(() => recordingClient()?.activeCall?.()) === call;
}
