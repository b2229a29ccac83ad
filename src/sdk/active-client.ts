import { activeClientValue, CLIENT_KEY, contextManager } from "../internal/active-client.ts";
import { offTelemetry } from "./off-telemetry.ts";
import type { Telemetry } from "./telemetry.ts";

/**
 * The client that is active here: of the innermost scope or `withClient`, else the one that `init` made last and that is not shut down, else one that does nothing.
 * Libraries use it to record without being handed a client.
 */
export function fromContext(): Telemetry {
  return (activeClientValue() as Telemetry | undefined) ?? offTelemetry("init was not called");
}

/**
 * Runs a function in which `fromContext()` gives this client; returns exactly what the function returns. What is no client changes nothing.
 */
export function withClient<T>(client: Telemetry, fn: () => T): T {
  const manager = isClient(client) ? contextManager() : undefined;
  return manager === undefined ? fn() : manager.with(manager.active().setValue(CLIENT_KEY, client), fn);
}

/** Of this copy of the package or another one. */
function isClient(value: unknown): boolean {
  try {
    const { record, recordLlm, health } = value as Telemetry;
    return [record, recordLlm, health].every((method) => typeof method === "function");
  } catch {
    return false; // Nothing, or what throws when it is read.
  }
}
