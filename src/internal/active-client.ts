import type { ContextManager } from "@opentelemetry/api";
import { registeredContextManager } from "./otel-globals.ts";
import { sharedState } from "./shared-state.ts";

/** The context value that holds the active client. */
export const CLIENT_KEY: symbol = Symbol.for("agentscribe client");

/** The client of the innermost scope or `withClient`, else the one that `init` made last, of this copy of the package or another one. */
export function activeClientValue(): unknown {
  return contextManager()?.active().getValue(CLIENT_KEY) ?? sharedState().defaultClient;
}

/** The context manager that scopes run in: the application's, else ours. */
export function contextManager(): ContextManager | undefined {
  return registeredContextManager() ?? (sharedState().contextManager as ContextManager | undefined);
}
