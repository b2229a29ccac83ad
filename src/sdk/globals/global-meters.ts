import type { Diag } from "../../internal/diag.ts";
import { activeOtelGlobals, registerMeterProvider } from "../../internal/otel-globals.ts";
import { API_VERSIONS } from "./api-versions.ts";
import { createFollowingMeters, type FollowingMeters } from "./following-meters.ts";

/** Of the clients of this copy of the package. */
let registered: FollowingMeters | undefined;

/**
 * Registers a meter provider before the SDK is loaded, without loading the API. Where none is registered the API gives out instruments that measure
 * nothing for good, and many are made at the top of modules.
 *
 * @param isPaused - of the client that is the first to register it, until the SDK is loaded
 * @returns the one that is registered; undefined where the application, or another copy of this package, has one, or where it cannot be done yet
 */
export function registerMeters(diag: Diag, isPaused: () => boolean): FollowingMeters | undefined {
  const current = activeOtelGlobals()?.metrics;
  if (current !== undefined) return current === registered?.provider ? registered : undefined;
  const meters = registered ?? createFollowingMeters(diag, isPaused);
  if (!registerMeterProvider(meters.provider, API_VERSIONS, meters.follow)) return undefined;
  registered = meters;
  return meters;
}

/** What was got from them measures for a provider that is no more. */
export function forgetMeters(): void {
  registered = undefined;
}
