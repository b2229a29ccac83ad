import { cleanedName } from "../../internal/name-cleaner.ts";
import { ownKeys } from "../../internal/own-keys.ts";
import type { TelemetryAttributes } from "../../internal/telemetry-record.ts";
import { headOf } from "../../internal/text-head.ts";
import * as own from "../../semconv/agentscribe-attributes.ts";
import { toMillis } from "../given-time.ts";
import { finite, label, read } from "../given-value.ts";
import { type OutcomeFacts, type OutcomeValue, recordTaskOutcome } from "../outcome.ts";
import { present } from "../present.ts";
import { createScopeHandle, extendHandle, type ScopeHandle } from "../scope-handle.ts";
import type { ScopeOptions, ScopeType } from "../scope-type.ts";
import { totalsAttributes } from "../totals-attributes.ts";
import { userAttributes } from "../user-attributes.ts";

/** What is known of a task when it starts. */
export interface TaskOptions extends ScopeOptions {
  /** The id under which the task is known elsewhere: a late outcome refers to it. Without one an id is made, and the task is told apart from others by that. */
  readonly id?: string | undefined;
  /** The kind of task, one of few words: `bugfix`, `review` ... */
  readonly type?: string | undefined;
  /** When the task was given to the agent, if earlier than now: the time to a pull request counts from here. */
  readonly assignedAt?: Date | number | undefined;
  /** Numbers that describe the input, such as its words or files, to find out which inputs fail. */
  readonly features?: Readonly<Record<string, number>> | undefined;
}

/** An open task. */
export interface TaskHandle extends ScopeHandle {
  /** The value of `agentscribe.task.id`; while nothing is recorded, the id that was given, or empty. */
  readonly id: string;
  /** How the task turned out. Can be called again when more is known; each call is recorded. */
  outcome(outcome: OutcomeValue, facts?: OutcomeFacts): void;
}

const MAX_FEATURES = 32;

export const task: ScopeType<TaskOptions, TaskHandle> = {
  ownsStreams: true,
  draft(recorder, options) {
    const { ports } = recorder;
    const id = label(read(options, "id")) ?? ports.newId();
    const type = label(read(options, "type"));
    const assignedAt = toMillis(read(options, "assignedAt"));
    return {
      plan: {
        kind: "task",
        spanName: type === undefined ? "task" : `task ${type}`,
        spanKind: "internal",
        stamp: present({ [own.TASK_ID]: id, [own.TASK_TYPE]: type }),
        attributes: {
          ...userAttributes(ports, read(options, "attributes")),
          ...features(read(options, "features")),
          ...present({
            [own.TASK_ASSIGNED_AT]: assignedAt === undefined ? undefined : new Date(assignedAt).toISOString(),
          }),
        },
        ...(assignedAt !== undefined && { assignedAtMillis: assignedAt }),
        finish: (scope, end) =>
          scope.span.setAttributes(totalsAttributes(scope, scope.tree.read(end.endTimeMillis), end.durationSeconds)),
      },
      bind: (scope) =>
        extendHandle(createScopeHandle(scope), {
          id,
          outcome(outcome: OutcomeValue, facts?: OutcomeFacts): void {
            if (!scope.isEnded) recordTaskOutcome(scope, outcome, facts, id);
          },
        }),
    };
  },
};

function features(given: unknown): TelemetryAttributes {
  if (typeof given !== "object" || given === null) return {};
  const result: Record<string, number | string> = {};
  const { keys, total } = ownKeys(given, MAX_FEATURES);
  let kept = 0;
  for (const key of keys) {
    const value = finite(read(given, key));
    if (value === undefined) continue;
    result[own.TASK_FEATURE_PREFIX + headOf(cleanedName(key), 100).toWellFormed()] = value;
    kept += 1;
  }
  return kept === total ? result : { ...result, [own.DROPPED]: `features:${total - kept}` };
}
