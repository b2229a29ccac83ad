import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** Two compilers at a time, and after everything else that runs. */
const FLAGS = "-p=2 -trimpath -buildvcs=false";

export function runGo(folder: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  mkdirSync(folder, { recursive: true });
  // A module's own `go.work` names folders that are not in what is downloaded.
  const goEnv = { ...process.env, GOFLAGS: FLAGS, GOWORK: "off", ...env };
  execFileSync("nice", ["-n", "10", "go", ...args], { cwd: folder, env: goEnv, stdio: ["ignore", 2, 2] });
}

/**
 * Builds a program of a module where the module cache has it, with the module's own directives and checksums: `go install` refuses modules that replace
 * or exclude others.
 */
export function buildProgram(folder: string, module: string, version: string, command: string, output: string): void {
  mkdirSync(folder, { recursive: true });
  const json = execFileSync("go", ["mod", "download", "-json", `${module}@${version}`], {
    cwd: folder,
    encoding: "utf8",
  });
  const { Dir: source } = JSON.parse(json) as { readonly Dir: string };
  runGo(folder, [
    "build",
    "-C",
    source,
    "-mod=readonly",
    "-ldflags",
    "-s -w",
    "-o",
    join(folder, output),
    `./${command}`,
  ]);
}
