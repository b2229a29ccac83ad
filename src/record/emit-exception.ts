import * as genAi from "../semconv/gen-ai-attributes.ts";
import { emitEvent } from "./emit-event.ts";
import { present } from "./present.ts";
import type { Scope } from "./scope.ts";
import type { ScopeEnd } from "./scope-plan.ts";

/**
 * Tells what a client operation of the conventions failed with: a call of a model, of a search, or of a service that runs agents. Tools and agents of this process are
 * no such operation, and MCP has conventions of its own.
 */
export function emitException(scope: Scope, end: ScopeEnd): void {
  const { failure, plan, recorder } = scope;
  if (failure === undefined || plan.spanKind !== "client" || plan.kind === "mcp_client") return;
  const exception = present({
    type: failure.type,
    message: failure.message,
    stacktrace: failure.stack,
    operation: plan.attributes[genAi.GEN_AI_OPERATION_NAME],
    provider: plan.attributes[genAi.GEN_AI_PROVIDER_NAME],
    model: plan.attributes[genAi.GEN_AI_REQUEST_MODEL],
  });
  emitEvent(recorder, "exception", exception, { scope, timeMillis: end.endTimeMillis });
}
