import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe } from "vitest";
import { folderOf } from "../../bench/peers/installed.ts";
import { BUILT, type RuntimeName, setOf } from "./versions.ts";

export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url));

/** The folder of a runtime's packages; undefined, with a line that says so, where it is not installed. */
export function modulesOf(name: RuntimeName): string | undefined {
  const folder = folderOf(setOf(name));
  const modules = join(folder, "node_modules");
  const isThere = existsSync(join(folder, "installed.txt")) && existsSync(join(modules, BUILT[name] ?? ""));
  if (!isThere) console.warn(`SKIPPED: ${name}, which is not installed; \`npm run runtimes ${name}\` does it`);
  return isThere ? modules : undefined;
}

/** Describes tests in a runtime, given the folder of its packages; where it is not installed they are skipped. */
export function describeIn(name: RuntimeName, tests: (modules: string) => void): void {
  const modules = modulesOf(name);
  describe.skipIf(modules === undefined)(name, () => tests(modules ?? ""));
}
