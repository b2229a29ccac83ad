import { attempt } from "../internal/attempt.ts";
import { sharedState } from "../internal/shared-state.ts";

/**
 * Starts telemetry when it is asked for the first time: by a model call, or by code of the application that records. An application that calls `init`
 * before that has its own, and this one never starts; one that registers OpenTelemetry providers before that is attached to.
 */
export function startOnUse(start: () => unknown): void {
  const state = sharedState();
  if (state.defaultClient !== undefined) return;
  const settle = (value: unknown): void => {
    Object.defineProperty(state, "defaultClient", { value, writable: true, configurable: true, enumerable: true });
  };
  Object.defineProperty(state, "defaultClient", {
    get() {
      settle(undefined);
      attempt(start);
      return state.defaultClient;
    },
    set: settle,
    configurable: true,
    enumerable: true,
  });
}

/** Whether telemetry waits to be asked for. */
export function isWaiting(): boolean {
  return Object.getOwnPropertyDescriptor(sharedState(), "defaultClient")?.get !== undefined;
}
