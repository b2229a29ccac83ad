import { sharedState } from "./shared-state.ts";

type Outside = <T>(fn: () => T) => T;

/**
 * The place where this package was loaded first. `AsyncLocalStorage` would load more than a process needs that is opted out; an `import` of the module
 * is a `require` that bundles of ES modules cannot have.
 */
function remember(): Outside {
  const { AsyncResource } = process.getBuiltinModule("node:async_hooks");
  const place = new AsyncResource("agentscribe");
  return (fn) => place.runInAsyncScope(fn);
}

const state = sharedState();
state.outside ??= remember();

/**
 * Runs code in no request of the host, as far as that is known: in the async context in which this package was loaded. A client is often made, and its
 * timers are set, by the first request, whose context would else live on and be that of all that is sent.
 */
export const outside: Outside = state.outside;
