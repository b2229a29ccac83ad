import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe } from "vitest";
import { CACHE, PROGRAMS, type ProgramName } from "./programs.ts";

/** The program of a backend, where `npm run backends` has put it; undefined where it is not. */
function programOf(name: ProgramName): string | undefined {
  const path = `${CACHE}${PROGRAMS[name]}`;
  return existsSync(path) ? path : undefined;
}

/** Describes tests that need programs; where one is missing they are skipped, with a line that says so. */
export function describeWith<const T extends readonly ProgramName[]>(
  needed: T,
  title: string,
  tests: (...programs: { readonly [K in keyof T]: string }) => void,
): void {
  const programs = needed.map(programOf);
  const missing = needed.filter((_, index) => programs[index] === undefined);
  for (const name of missing)
    console.warn(`SKIPPED: ${title}, because ${name} is not installed; \`npm run backends ${name}\` does it`);
  describe.skipIf(missing.length > 0)(title, () => tests(...(programs as { readonly [K in keyof T]: string })));
}

export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url));
