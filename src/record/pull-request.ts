import { TASK_TYPE } from "../semconv/agentscribe-attributes.ts";
import { label, read } from "./present.ts";
import type { Scope } from "./scope.ts";

/**
 * What an event `pull_request` says of its task where the application leaves it out: for one that was opened, the time since the task it is
 * opened in was assigned, and the kind of that task.
 */
export function pullRequestDefaults(
  scope: Scope | undefined,
  attributes: unknown,
  nowMillis: number,
): Readonly<Record<string, unknown>> {
  const task = scope?.nearest("task");
  if (task === undefined) return {};
  const state = read(attributes, "state");
  const assignedAt = task.plan.assignedAtMillis ?? task.startTimeMillis;
  return {
    taskType: label(task.inherited[TASK_TYPE]),
    timeToPrMs: state === "open" || state === "wip" ? Math.max(0, nowMillis - assignedAt) : undefined,
  };
}
