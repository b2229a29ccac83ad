import { contained } from "../internal/guard.ts";
import { END_REASON, UNFINISHED } from "../semconv/agentscribe-attributes.ts";
import { ERROR_TYPE } from "../semconv/core-attributes.ts";
import { emitException } from "./emit-exception.ts";
import { statusAttributes } from "./http-status.ts";
import type { Scope } from "./scope.ts";
import type { ScopeEnd } from "./scope-plan.ts";

/** Says on the span of a scope how it ended, tells of the failure of a client's operation, and ends the span. */
export function writeEnd(scope: Scope, end: ScopeEnd): void {
  const { failure, plan, recorder, span } = scope;
  if (failure !== undefined) emitException(scope, end);
  try {
    if (end.unfinished === true) span.setAttributes({ [UNFINISHED]: true });
    if (end.reason !== undefined) span.setAttributes({ [END_REASON]: end.reason });
    if (failure !== undefined) {
      span.setAttributes({ [ERROR_TYPE]: failure.type });
      if (plan.spanKind === "client") span.setAttributes(statusAttributes(scope.failedStatus));
      span.setError(failure.message);
    }
    span.end(end.endTimeMillis);
  } catch (error) {
    contained(recorder.ports.diag, "span.end", error);
  }
}
