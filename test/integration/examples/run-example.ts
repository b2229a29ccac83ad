import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { childEnv } from "../../support/child-env.ts";

const root = new URL("../../../", import.meta.url);

export interface ExampleRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a file of `examples` in a process of its own, against what `npm run build` made, with nothing of this machine's telemetry settings. */
export async function runExample(name: string, env: Readonly<Record<string, string>> = {}): Promise<ExampleRun> {
  if (!existsSync(new URL("dist/index.js", root))) throw new Error("dist is missing: run `npm run build` first");
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [`examples/${name}.ts`],
      { cwd: root, env: { ...childEnv(), ...env }, timeout: 20_000 },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr }),
    );
  });
}
