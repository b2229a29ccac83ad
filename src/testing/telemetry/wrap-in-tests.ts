import { sharedState } from "../../internal/shared-state.ts";

/**
 * Lets clients be wrapped in a process that is opted out of telemetry, so that a client in memory can record them. What goes through a wrapped client
 * is still recorded by nobody else: `init` stays off. Called as the kit is loaded, before the modules of the agent under test.
 */
export function wrapInTests(): void {
  sharedState().testing = true;
}
