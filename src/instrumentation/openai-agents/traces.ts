import { attempt } from "../../internal/attempt.ts";
import { readPath } from "../read-path.ts";
import { recordingClient } from "../recording-client.ts";
import { OpenRuns, type Run } from "../runs.ts";
import { currentContext } from "./current-span.ts";

/** Traces and spans of the SDK by their ids. */
export const agentsRuns: OpenRuns = new OpenRuns("openai-agents");

/**
 * Where a trace was begun and is not over: the context of the function that it is around, or the trace itself. What resumes a run begins the trace of
 * that run again, inside it or beside it.
 */
interface Begun {
  readonly places: Set<object>;
  /** The SDK told of its end: once, whatever goes on around it. */
  isEnded: boolean;
  /** Its function threw while something of it was still going on. */
  hasFailed: boolean;
}

const begun = new WeakMap<Run, Begun>();

/** A trace began: the workflow around its agents. */
export function traceStarted(trace: object): void {
  attempt(() => {
    const run = agentsRuns.get(readPath(trace, "traceId")) ?? openTrace(trace);
    const places = run === undefined ? undefined : begun.get(run)?.places;
    const place = placeOf(trace);
    if (run === undefined || places === undefined || places.has(place)) return;
    places.add(place);
    if (place !== trace) whenLeft(place, () => attempt(() => contextLeft(run, place)));
  });
}

export function traceEnded(trace: object): void {
  attempt(() => {
    const run = agentsRuns.get(readPath(trace, "traceId"));
    const state = run === undefined ? undefined : begun.get(run);
    if (state !== undefined) {
      state.isEnded = true;
      state.places.delete(placeOf(trace));
      if (state.places.size > 0) return;
    }
    agentsRuns.close(run?.id, (own) => own.end());
  });
}

/** Ends a trace that failed, when nothing of it is open any more. */
export function endIfFailed(traceId: unknown): void {
  const run = agentsRuns.get(traceId);
  if (run === undefined || run.children.size > 0 || begun.get(run)?.hasFailed !== true) return;
  agentsRuns.close(run.id, (own) => own.end());
}

function openTrace(trace: object): Run | undefined {
  const client = recordingClient();
  const id = readPath(trace, "traceId");
  if (client === undefined || typeof id !== "string") return undefined;
  const groupId = readPath(trace, "groupId");
  const conversation = typeof groupId === "string" && groupId !== "" ? { conversationId: groupId } : {};
  const workflow = client.startWorkflow({ ...workflowName(readPath(trace, "name")), ...conversation });
  const run = agentsRuns.open(id, undefined, workflow);
  begun.set(run, { places: new Set(), isEnded: false, hasFailed: false });
  return run;
}

/** A trace that was started by hand has no context of its own, and is ended by whoever started it. */
function placeOf(trace: object): object {
  const context = currentContext();
  return typeof context === "object" && context !== null && readPath(context, "trace") === trace ? context : trace;
}

/** The name of a workflow, save for the one that the SDK gives when there is none. */
export function workflowName(name: unknown): { readonly name?: string } {
  return typeof name === "string" && name !== "" && name !== "Agent workflow" ? { name } : {};
}

/**
 * Tells when the function that a trace is around is over. The SDK does not end the trace of a function that throws: it only marks its context as no
 * longer active, as it does after a trace that it ended.
 */
function whenLeft(context: object, left: () => void): void {
  let isActive: unknown = true;
  Object.defineProperty(context, "active", {
    configurable: true,
    enumerable: true,
    get: () => isActive,
    set(value: unknown) {
      isActive = value;
      if (value === false) left();
    },
  });
}

/**
 * A trace that was begun nowhere else and is still open now has failed, unless the SDK told of its end when something inside it was over. What it
 * began may go on, such as a run beside the one that failed: it ends with the last of that.
 */
function contextLeft(run: Run, context: object): void {
  const state = begun.get(run);
  if (agentsRuns.get(run.id) !== run || state?.places.delete(context) !== true || state.places.size > 0) return;
  if (state.isEnded) {
    agentsRuns.close(run.id, (own) => own.end());
    return;
  }
  run.own?.error({ name: "AgentError", message: "" });
  state.hasFailed = true;
  endIfFailed(run.id);
}
