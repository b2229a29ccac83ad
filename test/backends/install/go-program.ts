import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const GO_MODULE_CACHE = (): string => execFileSync("go", ["env", "GOMODCACHE"], { encoding: "utf8" }).trim();

export function runGo(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  mkdirSync(folder, { recursive: true });
  // Two compilers at a time, and after everything else that runs.
  const goEnv = { ...process.env, GOFLAGS: "-p=2 -trimpath", ...env };
  execFileSync("nice", ["-n", "10", "go", ...args], { cwd: folder, env: goEnv, stdio: ["ignore", 2, 2] });
}

/** A program that `go install` refuses when its module has directives of its own: it is built from a module here that has the same. */
export function buildProgram(folder: string, module: string, version: string, command: string, output: string): void {
  mkdirSync(folder, { recursive: true });
  const goMod = join(folder, "go.mod");
  writeFileSync(goMod, `module backends/${output}\n\ngo 1.26\n`);
  runGo(folder, ["mod", "download", `${module}@${version}`]);
  const own = readFileSync(join(GO_MODULE_CACHE(), `${escaped(module)}@${version}`, "go.mod"), "utf8");
  const directives = own.match(/^(?:replace|exclude) (?:\([^)]*\)|[^(\n]+)$/gm) ?? [];
  writeFileSync(goMod, `module backends/${output}\n\ngo 1.26\n\n${directives.join("\n\n")}\n`);
  runGo(folder, ["get", `${module}/${command}@${version}`]);
  runGo(folder, ["build", "-ldflags", "-s -w", "-o", output, `${module}/${command}`]);
}

/** Folders of the module cache have `!a` for a capital `A`. */
function escaped(module: string): string {
  return module.replaceAll(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}
