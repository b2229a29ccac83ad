import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import { TASK_ID, TASK_TYPE } from "../semconv/agentscribe-attributes.ts";
import type { EventDefinition } from "./events/event-definition.ts";
import { EVENTS } from "./events.ts";
import { label, read } from "./given-value.ts";
import type { Scope } from "./scope.ts";

/**
 * What an event of a task says where the application leaves it out: the kind of the task around it, and of a pull request that was opened the time since that
 * task was assigned. Nothing, where it is of another task.
 */
export function taskDefaults(
  definition: EventDefinition,
  attributes: unknown,
  around: TelemetryAttributes,
  scope: Scope | undefined,
  nowMillis: number,
): Readonly<Record<string, unknown>> | undefined {
  const isPullRequest = definition === EVENTS.pull_request;
  if (!isPullRequest && definition !== EVENTS["task.late_outcome"]) return undefined;
  const taskId = label(read(attributes, "taskId")) ?? around[TASK_ID];
  if (taskId !== around[TASK_ID]) return undefined;
  const type = label(around[TASK_TYPE]);
  if (!isPullRequest) return { type };
  const task = scope?.nearest("task");
  const state = read(attributes, "state");
  if (task === undefined || (state !== "open" && state !== "wip")) return { taskType: type };
  const assignedAt = task.plan.assignedAtMillis ?? task.startTimeMillis;
  return { taskType: type, timeToPrMs: Math.max(0, nowMillis - assignedAt) };
}

/** Identity that an event takes over from around it: of another task than that, not the kind of that. */
export function taskIdentity(around: TelemetryAttributes, attributes: TelemetryAttributes): TelemetryAttributes {
  const taskId = attributes[TASK_ID];
  if (taskId === undefined || taskId === around[TASK_ID] || around[TASK_TYPE] === undefined) return around;
  const { [TASK_TYPE]: _type, ...others } = around;
  return others;
}
