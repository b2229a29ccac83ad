import type { Context, ContextManager } from "@opentelemetry/api";
import { registeredContextManager } from "../internal/otel-globals.ts";
import { sharedState } from "../internal/shared-state.ts";
import type { ContextStore } from "../record/ports.ts";
import { getSpan, ROOT_CONTEXT, setValues } from "../trace/context.ts";
import { createContextManager } from "../trace/context-manager.ts";

/**
 * Scopes run in the context manager that is registered with the OpenTelemetry API, so that they nest with everybody's spans; in ours until
 * there is one. An application may register its own after `init`: scopes that are open by then are still found.
 */
export function createContextStore(own: ContextManager): ContextStore {
  const current = (): ContextManager => registeredContextManager() ?? own;
  return {
    root: ROOT_CONTEXT,
    active() {
      const manager = current();
      const active = manager.active();
      if (manager === own || getSpan(active) !== undefined) return active;
      const before: Context = own.active();
      return before === ROOT_CONTEXT ? active : before;
    },
    set: setValues,
    with: (context, fn) => current().with(context, fn),
    bind: (context, target) => current().bind(context, target),
  };
}

/** One for the process: clients nest in each other, and so do two copies of this package. */
export function sharedContextManager(): ContextManager {
  const state = sharedState();
  state.contextManager ??= createContextManager();
  return state.contextManager as ContextManager;
}
