import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { MODULE_NAMES } from "../register/module-names.ts";
import { packageOf } from "../register/package-of.ts";

/** A package with a wrapper, as a program in some folder would get it. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
}

/** Packages with a wrapper that have nothing a zero-code start could patch. */
const WRAPPED_BY_HAND = ["@huggingface/inference"];

/** Names of the packages that are wrapped, without their subpaths. */
export const PACKAGE_NAMES: readonly string[] = [...new Set([...MODULE_NAMES.map(packageOf), ...WRAPPED_BY_HAND])];

/** The packages with a wrapper that are installed for programs in a folder: each in the nearest `node_modules` that has it. */
export function installedPackages(folder: string): readonly InstalledPackage[] {
  return PACKAGE_NAMES.flatMap((name) => find(name, folder) ?? []);
}

function find(name: string, from: string): InstalledPackage | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, "node_modules", name);
    const version = versionIn(found);
    if (version !== undefined) return { name, version, folder: found };
    if (dirname(folder) === folder) return undefined;
  }
}

function versionIn(folder: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version?: unknown };
    return typeof version === "string" ? version : undefined;
  } catch {
    return undefined; // Not installed here, or no package.
  }
}
