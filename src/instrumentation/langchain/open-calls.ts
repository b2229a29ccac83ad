import type { EndOptions, ScopeHandle } from "../../record/scope-handle.ts";
import type { LlmCall } from "../../record/scopes/llm.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";
import type { Run } from "../runs.ts";
import { abortIn } from "./aborts.ts";
import { langchainRuns } from "./runs.ts";

/** Model calls that were made inside a run with their signals, the oldest first. Those that are over are taken out as others come. */
const calls = new WeakMap<Run, Map<LlmCall, unknown>>();

/** Remembers a model call for when the run around it, or the call itself, is called off. */
export function noteCall(runId: unknown, call: LlmCall, signal: unknown): void {
  const run = langchainRuns.get(runId);
  if (run === undefined) return;
  const known = calls.get(run) ?? new Map<LlmCall, unknown>();
  for (const one of known.keys()) {
    if (isOpen(one)) break;
    known.delete(one);
  }
  calls.set(run, known.set(call, signal));
}

/**
 * Ends a run that is called off with all that is open inside, the innermost first: what was spent there is in its totals. LangChain ends the run
 * before what it aborts has come to its end.
 *
 * @param end - how: by an error, or with a reason when nothing failed
 */
export function callOff(run: Run, end: EndOptions): void {
  for (const child of [...run.children]) callOff(child, end);
  for (const call of calls.get(run)?.keys() ?? []) {
    if (!isOpen(call)) continue;
    if (end.error === undefined) call.cancelled();
    call.end(end);
  }
  langchainRuns.close(run.id, (own: ScopeHandle) => own.end(end));
}

/** Whether a signal called off the run itself, and not only something inside it. It is known of what is streamed, and so of every graph. */
export function isCalledOff(run: Run): boolean {
  return readPath(run.signal, "aborted") === true;
}

/** Ends what was called off inside a run that ends, be it by a signal of its own. Nobody may tell of it any more; what else is open goes on. */
export function endCalledOff(run: Run): void {
  for (const child of [...run.children]) {
    if (isCalledOff(child)) callOff(child, { error: errorOf(child.signal) });
    else endCalledOff(child);
  }
  for (const [call, signal] of calls.get(run) ?? []) {
    if (readPath(signal, "aborted") === true && isOpen(call)) call.end({ error: errorOf(signal) });
  }
}

/** What LangChain gives to whoever asked for what a signal called off. */
function errorOf(signal: unknown): unknown {
  const reason = readPath(signal, "reason");
  return abortIn(reason) ?? (reason instanceof Error ? reason : { name: "AbortError", message: "Aborted" });
}

/** Whether the model has not answered yet. A client of an older copy of this package cannot tell. */
function isOpen(call: LlmCall): boolean {
  return call.run(() => recordingClient()?.activeCall?.()) === call;
}
