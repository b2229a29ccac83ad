import { describe } from "vitest";
import { setFolder } from "./installed.ts";
import type { SetName } from "./versions.ts";

/** Describes tests that need a set; where it is missing they are skipped, with a line that says so. */
export function describeWithSet(name: SetName, title: string, tests: (folder: string) => void): void {
  const folder = setFolder(name);
  if (folder === undefined)
    console.warn(`SKIPPED: ${title}, because its packages are not installed; \`npm run interop ${name}\` does it`);
  describe.skipIf(folder === undefined)(title, () => tests(folder ?? ""));
}
