import { guard } from "../internal/guard.ts";
import { cleanedName } from "../internal/name-cleaner.ts";
import { isRefusal, readError } from "../providers/index.ts";
import { read } from "./given-value.ts";
import { isErrorStatus } from "./http-status.ts";
import type { Scope } from "./scope.ts";
import type { FailureFacts } from "./scope-type.ts";

const MAX_MESSAGE_BYTES = 4_096;
const MAX_STACK_BYTES = 16_384;

/** Records a failure: its type as a name, its text only where error texts are captured. */
export function failScope(scope: Scope, error: unknown, known?: FailureFacts): void {
  const { diag, content } = scope.recorder.ports;
  guard(
    diag,
    "error",
    () => {
      const facts = readError(error);
      const message = content.text("errorText", facts.message, { maxBytes: MAX_MESSAGE_BYTES });
      if (message === undefined && facts.message !== undefined)
        scope.withhold("errorText", content.size(facts.message));
      const stack = content.allows("errorText") ? stackOf(scope, error) : undefined;
      scope.fail({
        type: cleanedName(known?.type ?? facts.type),
        ...(message !== undefined && { message }),
        ...(stack !== undefined && { stack }),
        ...(isErrorStatus(facts.status) && { status: facts.status }),
        ...((known?.aborted ?? facts.isAbort) === true && { aborted: true }),
        ...(isRefusal(facts) && { refused: true }),
      });
    },
    undefined,
  );
}

/** Where an error came from. It is made when it is read, so only where it may be sent. */
function stackOf(scope: Scope, error: unknown): string | undefined {
  const stack = read(error, "stack");
  return typeof stack === "string"
    ? scope.recorder.ports.content.text("errorText", stack, { maxBytes: MAX_STACK_BYTES })
    : undefined;
}
