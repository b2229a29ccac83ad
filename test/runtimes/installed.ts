import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe } from "vitest";
import { folderOf } from "../../bench/peers/installed.ts";
import { type RuntimeName, setOf } from "./versions.ts";

export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url));

/** Describes tests in a runtime, given the folder of its packages; where it is not installed they are skipped, with a line that says so. */
export function describeIn(name: RuntimeName, tests: (modules: string) => void): void {
  const folder = folderOf(setOf(name));
  const isThere = existsSync(join(folder, "installed.txt"));
  if (!isThere) console.warn(`SKIPPED: ${name}, which is not installed; \`npm run runtimes ${name}\` does it`);
  describe.skipIf(!isThere)(name, () => tests(join(folder, "node_modules")));
}
