import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Diag } from "../../internal/diag.ts";
import { activeOtelGlobals, registerMeterProvider } from "../../internal/otel-globals.ts";
import { registrantVersion } from "../../internal/registrant-version.ts";
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
  const versions = { found: apiVersion, registering: registrantVersion };
  if (!registerMeterProvider(meters.provider, versions, meters.follow)) return undefined;
  registered = meters;
  return meters;
}

/** What was got from them measures for a provider that is no more. */
export function forgetMeters(): void {
  registered = undefined;
}

/** Of the API that the SDK will find. Undefined where it is not there as a package, as in a bundle that was moved. */
function apiVersion(): string | undefined {
  try {
    const from = fileURLToPath(import.meta.url);
    for (let folder = dirname(from), before = from; folder !== before; before = folder, folder = dirname(folder)) {
      const version = versionIn(join(folder, "node_modules", "@opentelemetry", "api", "package.json"));
      if (version !== undefined) return version;
    }
  } catch {
    // A bundle without a URL.
  }
  return undefined;
}

function versionIn(file: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(file, "utf8")) as { version?: unknown };
    return typeof version === "string" ? version : undefined;
  } catch {
    return undefined; // Not installed here.
  }
}
