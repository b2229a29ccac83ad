import { attempt, recordingClient } from "../observed-method.ts";
import { readPath } from "../read-path.ts";
import { OpenRuns, type Run } from "../runs.ts";
import { currentContext } from "./current-span.ts";

/** Traces and spans of the SDK by their ids. */
export const agentsRuns: OpenRuns = new OpenRuns("openai-agents");

/** Traces whose function threw while something of them was still going on. */
const failed = new WeakSet<Run>();

/** A trace began: the workflow around its agents. */
export function traceStarted(trace: object): void {
  attempt(() => {
    const client = recordingClient();
    const id = readPath(trace, "traceId");
    if (client === undefined || typeof id !== "string" || agentsRuns.get(id) !== undefined) return;
    const groupId = readPath(trace, "groupId");
    const conversation = typeof groupId === "string" && groupId !== "" ? { conversationId: groupId } : {};
    const workflow = client.startWorkflow({ ...workflowName(readPath(trace, "name")), ...conversation });
    const run = agentsRuns.open(id, undefined, workflow);
    whenLeft(trace, () => attempt(() => contextLeft(run)));
  });
}

export function traceEnded(trace: object): void {
  attempt(() => agentsRuns.close(readPath(trace, "traceId"), (own) => own.end()));
}

/** Ends a trace that failed, when nothing of it is open any more. */
export function endIfFailed(traceId: unknown): void {
  const run = agentsRuns.get(traceId);
  if (run !== undefined && failed.has(run) && run.children.size === 0) agentsRuns.close(run.id, (own) => own.end());
}

/** The name of a workflow, save for the one that the SDK gives when there is none. */
export function workflowName(name: unknown): { readonly name?: string } {
  return typeof name === "string" && name !== "" && name !== "Agent workflow" ? { name } : {};
}

/**
 * Tells when the function that a trace is around is over. The SDK does not end the trace of a function that throws: it only marks its context as no
 * longer active, as it does after a trace that it ended.
 *
 * A trace that was started by hand has no context of its own, and is ended by whoever started it.
 */
function whenLeft(trace: object, left: () => void): void {
  const context = currentContext();
  if (typeof context !== "object" || context === null || readPath(context, "trace") !== trace) return;
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

/** A trace that is still open now has failed. What it began may go on, such as a run beside the one that failed: it ends with the last of that. */
function contextLeft(run: Run): void {
  if (agentsRuns.get(run.id) !== run) return;
  run.own?.error({ name: "AgentError", message: "" });
  failed.add(run);
  endIfFailed(run.id);
}
