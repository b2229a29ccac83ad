import { OUTCOME, TASK_OUTCOME, TASK_TYPE } from "../semconv/agentscribe-attributes.ts";
import { emitEvent } from "./emit-event.ts";
import { EVENTS } from "./events.ts";
import { finite, label, read } from "./given-value.ts";
import { present } from "./present.ts";
import type { Scope } from "./scope.ts";

/** How a task turned out. Anything else is recorded as `other`. */
export type OutcomeValue = "success" | "revised" | "regressed" | "failed" | (string & {});

/** What is known of a result beyond whether it is a success. */
export interface OutcomeFacts {
  /** How often the result had to be revised. */
  readonly revisions?: number | undefined;
  /** Faults that the result brought. */
  readonly regressions?: number | undefined;
  readonly reason?: string | undefined;
}

/** Records the outcome of an open task: on its span, as an event, and in `agentscribe.tasks`. */
export function recordTaskOutcome(scope: Scope, outcome: unknown, facts: unknown, taskId: string): void {
  const now = scope.now();
  const value = nameOf(outcome, EVENTS["task.outcome"].attributes.outcome.values);
  if (value === undefined) return;
  scope.note({ [TASK_OUTCOME]: value });
  scope.settle(() =>
    emitEvent(
      scope.recorder,
      "task.outcome",
      present({
        taskId,
        // Of the task around it, where it has none of its own.
        type: label(scope.inherited[TASK_TYPE]),
        outcome: value,
        revisions: finite(read(facts, "revisions")),
        regressions: finite(read(facts, "regressions")),
        durationMs: now - scope.startTimeMillis,
        endReason: label(read(facts, "reason")),
        costUsd: scope.tree.read(now).costUsd || undefined,
        errorType: scope.failure?.type,
      }),
      { scope, timeMillis: now },
    ),
  );
}

/** The outcome of a scope that is no task. */
export function recordOutcomeOf(scope: Scope, outcome: unknown): string | undefined {
  const value = nameOf(outcome, EVENTS["session.end"].attributes.outcome.values);
  if (value !== undefined && !scope.isEnded) scope.note({ [OUTCOME]: value });
  return value;
}

/** An outcome as its event names it, so that span and event agree. */
function nameOf(outcome: unknown, names: readonly string[]): string | undefined {
  const value = label(outcome);
  return value === undefined || names.includes(value) ? value : "other";
}
