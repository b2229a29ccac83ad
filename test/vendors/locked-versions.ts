import { readFileSync } from "node:fs";
import { PACKAGE_NAMES } from "../../src/instrumentation/doctor/installed-packages.ts";

/** The versions of each wrapped package that the sets here install, those that come with another package included; oldest first. */
export function lockedVersions(): Readonly<Record<string, readonly string[]>> {
  const versions: Record<string, string[]> = {};
  for (const set of ["older", "previous", "newest"]) {
    const lock = JSON.parse(readFileSync(new URL(`${set}/package-lock.json`, import.meta.url), "utf8"));
    const { packages } = lock as { readonly packages: Readonly<Record<string, { readonly version?: string }>> };
    for (const name of PACKAGE_NAMES) {
      const version = packages[`node_modules/${name}`]?.version;
      if (version !== undefined) versions[name] = [...(versions[name] ?? []), version];
    }
  }
  return versions;
}
