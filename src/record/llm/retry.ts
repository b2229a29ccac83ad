import { readError } from "../../providers/index.ts";
import { RETRY_ATTEMPT } from "../../semconv/agentscribe-attributes.ts";
import { ERROR_TYPE } from "../../semconv/core-attributes.ts";
import type { Usage } from "../../semconv/usage.ts";
import { emitEvent } from "../emit-event.ts";
import { finite, label, read } from "../given-value.ts";
import { type AttributeDraft, present } from "../present.ts";
import type { Scope } from "../scope.ts";
import type { ScopeEnd } from "../scope-plan.ts";
import { addTotals } from "../scope-totals.ts";
import { tellTurnedAway } from "./http-response.ts";

/** An attempt at a model call that failed and is made again. */
export interface RetryFacts {
  /** The number of the attempt that failed, from 1. @defaultValue one more than the retries so far */
  readonly attempt?: number | undefined;
  /** How long the caller waits before the next attempt. */
  readonly delayMillis?: number | undefined;
  readonly error?: unknown;
  readonly status?: number | undefined;
}

/** The call that is attempted. */
export interface AttemptedCall {
  readonly provider: string;
  readonly requestModel: string | undefined;
  /** The span's attributes as the call's metrics have them. */
  readonly attributes: AttributeDraft;
  retries: number;
  /** What headers of the answer say, for a body that says nothing. */
  usageInHeaders?: Usage | undefined;
  /** What a gateway says there that the answer cost. */
  usdInHeaders?: number | undefined;
}

/** Records that an attempt failed and another follows. A call that recovers is no failed call. */
export function recordRetry(scope: Scope, state: AttemptedCall, facts: RetryFacts | undefined): void {
  state.retries += 1;
  const error = read(facts, "error");
  const failed = error === undefined ? undefined : readError(error);
  const statusCode = finite(read(facts, "status")) ?? failed?.status;
  tellTurnedAway(scope, statusCode, state);
  // That of the attempt that failed: the next one may get no answer.
  scope.httpStatus = undefined;
  const type = label(failed?.type ?? statusCode);
  const attempt = finite(read(facts, "attempt")) ?? state.retries;
  const delayMs = finite(read(facts, "delayMillis"));
  addTotals(scope, { retries: 1 });
  scope.span.addEvent("agentscribe.retry", present({ [RETRY_ATTEMPT]: attempt, [ERROR_TYPE]: type }));
  emitEvent(
    scope.recorder,
    "retry",
    present({
      target: "llm",
      attempt,
      delayMs,
      errorType: type,
      statusCode,
      provider: state.provider,
      model: state.requestModel,
    }),
    { scope },
  );
}

/** Tells that a call failed although it was tried again. */
export function tellGivenUp(
  scope: Scope,
  { retries, provider, requestModel }: Pick<AttemptedCall, "retries" | "provider" | "requestModel">,
  end: ScopeEnd,
): void {
  if (retries === 0 || end.errorType === undefined || scope.failure?.aborted === true) return;
  const facts = present({
    target: "llm",
    attempts: retries + 1,
    durationMs: end.endTimeMillis - scope.startTimeMillis,
    errorType: end.errorType,
    statusCode: scope.failedStatus,
    provider,
    model: requestModel,
  });
  emitEvent(scope.recorder, "retries_exhausted", facts, { scope, timeMillis: end.endTimeMillis });
}
