import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = new URL("../../", import.meta.url);

/** Generated files by their path from the root of the repository. */
export type GeneratedFiles = Readonly<Record<string, string>>;

/** Writes the files, or with `--check` says which of them are not as the code has them, and ends with 1. */
export function writeGenerated(files: GeneratedFiles): void {
  if (process.argv.includes("--check")) {
    const stale = staleAmong(files);
    for (const path of stale) console.error(`${path} is not as the code has it; run: npm run fleet`);
    process.exitCode = stale.length === 0 ? 0 : 1;
    return;
  }
  for (const [path, text] of Object.entries(files)) {
    const file = fileURLToPath(new URL(path, ROOT));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

export function staleAmong(files: GeneratedFiles): readonly string[] {
  return Object.entries(files).flatMap(([path, text]) => (textOf(path) === text ? [] : [path]));
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(new URL(path, ROOT), "utf8");
  } catch {
    return undefined; // Not generated yet.
  }
}
