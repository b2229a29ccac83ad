import type { TelemetryAttributes } from "../../internal/telemetry-record.ts";
import * as own from "../../semconv/agentscribe-attributes.ts";
import { SESSION_ID, SESSION_PREVIOUS_ID, USER_EMAIL, USER_ID, USER_NAME } from "../../semconv/core-attributes.ts";
import { GEN_AI_CONVERSATION_ID } from "../../semconv/gen-ai-attributes.ts";
import { emitEvent } from "../emit-event.ts";
import { label, read } from "../given-value.ts";
import { identityAttributes, type TenantIdentity, type UserIdentity } from "../identity.ts";
import { type OutcomeValue, recordOutcomeOf } from "../outcome.ts";
import { present } from "../present.ts";
import { parseTraceparent } from "../propagation/traceparent.ts";
import type { Scope } from "../scope.ts";
import { createScopeHandle, extendHandle, type ScopeHandle } from "../scope-handle.ts";
import type { ScopeOptions, ScopeType } from "../scope-type.ts";
import type { Totals } from "../totals.ts";
import { isCostComplete, totalsAttributes } from "../totals-attributes.ts";
import { userAttributes } from "../user-attributes.ts";

/** What is known of a session when it starts. */
export interface SessionOptions extends ScopeOptions {
  /** The application's own id of the conversation or thread. Without one, a session id is made and no conversation id is set. */
  readonly id?: string | undefined;
  readonly user?: UserIdentity | undefined;
  readonly tenant?: TenantIdentity | undefined;
  /** The session that this one continues or comes from: its id, and where it was recorded, to link to it. */
  readonly previous?: { readonly id?: string | undefined; readonly traceparent?: string | undefined } | undefined;
  /**
   * How it began: `new`, `resumed`, `forked` (it goes another way than the previous one), `cleared` (it begins anew in the place of that). Another word
   * is `other` on the event and the metric of the start. @defaultValue `resumed` with a previous session, else `new`
   */
  readonly startType?: string | undefined;
  /** Where the session came from: `cli`, `server`, `worker`, `ide`, `test`. Another word is `other` on the event and the metric of the start. */
  readonly entrypoint?: string | undefined;
  /**
   * `per-turn` gives every run inside the session a trace of its own, linked to the session: for sessions that last hours or move between
   * processes. @defaultValue single
   */
  readonly trace?: "single" | "per-turn" | undefined;
}

/** An open session. */
export interface SessionHandle extends ScopeHandle {
  /** The value of `session.id`; while nothing is recorded, the id that was given, or empty. */
  readonly id: string;
  /** How the session turned out, as far as is known when it ends. */
  outcome(outcome: OutcomeValue): void;
}

export const session: ScopeType<SessionOptions, SessionHandle> = {
  ownsStreams: true,
  draft(recorder, options) {
    const { ports } = recorder;
    const given = label(read(options, "id"));
    const id = given ?? ports.newId();
    const previous = read(options, "previous");
    const previousId = label(read(previous, "id"));
    const previousSpan = parseTraceparent(read(previous, "traceparent"));
    const isFirst = previousId === undefined && previousSpan === undefined;
    const startType = label(read(options, "startType")) ?? (isFirst ? "new" : "resumed");
    const entrypoint = label(read(options, "entrypoint"));
    const stamp: TelemetryAttributes = present({
      [SESSION_ID]: id,
      [GEN_AI_CONVERSATION_ID]: given,
      ...identityAttributes({ user: read(options, "user"), tenant: read(options, "tenant") }),
    });
    let outcome: string | undefined;
    return {
      plan: {
        kind: "session",
        spanName: "session",
        spanKind: "internal",
        clears: [GEN_AI_CONVERSATION_ID, own.TURN_ID, ...(USER_ID in stamp ? [USER_EMAIL, USER_NAME] : [])],
        stamp,
        tracePerRun: read(options, "trace") === "per-turn",
        ...(previousSpan !== undefined && {
          links: [{ context: previousSpan, attributes: { [own.LINK_KIND]: "previous_session" } }],
        }),
        attributes: present({
          ...userAttributes(ports, read(options, "attributes")),
          [SESSION_PREVIOUS_ID]: previousId,
          [own.SESSION_START_TYPE]: startType,
          [own.ENTRYPOINT]: entrypoint,
        }),
        finish(scope, end) {
          const endReason = end.reason ?? endReasonOf(scope);
          const totals = scope.tree.read(end.endTimeMillis);
          scope.span.setAttributes({
            ...totalsAttributes(scope, totals, end.durationSeconds),
            [own.END_REASON]: endReason,
          });
          const durationMs = end.endTimeMillis - scope.startTimeMillis;
          const activeMs = Math.max(0, durationMs - totals.waitMillis);
          const at = { scope, timeMillis: end.endTimeMillis };
          // The time of a session inside another is part of the outer one's already.
          if (scope.parent?.nearest("session") === undefined) {
            emitEvent(recorder, "active_time", { type: "agent", durationMs: activeMs }, at);
          }
          emitEvent(
            recorder,
            "session.end",
            {
              ...sessionFacts(scope, totals),
              subagents: scope.subagents,
              outcome,
              endReason,
              durationMs,
              activeSeconds: activeMs / 1000,
              errorType: end.errorType,
            },
            at,
          );
          const { inputTokens, outputTokens } = totals.usage;
          ports.monitor?.sessionEnd({ atMillis: end.endTimeMillis, inputTokens, outputTokens });
        },
      },
      bind(scope) {
        const started = { startType, previousId, entrypoint };
        emitEvent(recorder, "session.start", started, { scope, timeMillis: scope.startTimeMillis });
        return extendHandle(createScopeHandle(scope), {
          id,
          outcome(value: OutcomeValue): void {
            outcome = recordOutcomeOf(scope, value) ?? outcome;
          },
        });
      },
    };
  },
};

function endReasonOf(scope: Scope): string {
  if (scope.failure === undefined) return "completed";
  return scope.failure.aborted === true ? "aborted" : "error";
}

function sessionFacts(scope: Scope, totals: Totals): Readonly<Record<string, number | boolean | undefined>> {
  const { usage } = totals;
  const costComplete = isCostComplete(scope, totals);
  return {
    turns: totals.turns,
    llmCalls: totals.inferenceCalls,
    toolCalls: totals.toolCalls,
    errors: totals.errors,
    retries: totals.retries,
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    cacheReadTokens: usage.cacheReadTokens,
    cacheWriteTokens: usage.cacheWriteTokens,
    reasoningTokens: usage.reasoningTokens,
    costUsd: totals.costUsd > 0 || costComplete ? totals.costUsd : undefined,
    costComplete,
  };
}
