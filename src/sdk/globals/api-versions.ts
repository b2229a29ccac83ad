import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ApiVersions } from "../../internal/otel-globals.ts";
import { registrantVersion } from "../../internal/registrant-version.ts";

/** For what is registered before the API is loaded. */
export const API_VERSIONS: ApiVersions = { found: apiVersion, registering: registrantVersion };

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
