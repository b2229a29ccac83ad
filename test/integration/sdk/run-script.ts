import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { childEnv } from "../../support/child-env.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

export interface ScriptResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly millis: number;
  /** The last line of stdout, read as JSON. */
  answer<T>(): T;
}

export interface ScriptOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Flags of Node. */
  readonly flags?: readonly string[];
  /** Closes the reading end of the script's stderr at once. */
  readonly closeStderr?: boolean;
}

/**
 * Runs an ES module in a process of its own, with the repository as its folder and nothing of this process's environment. The package is
 * `./src/index.ts`.
 */
export async function runScript(source: string, options: ScriptOptions = {}): Promise<ScriptResult> {
  const started = performance.now();
  const env = { ...childEnv(), ...options.env };
  const flags = [...(options.flags ?? []), "--input-type=module", "--eval", source];
  const child = spawn(process.execPath, flags, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
  });
  if (options.closeStderr === true) child.stderr.destroy();
  else
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      stderr += chunk;
    });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return {
    code,
    stdout,
    stderr,
    millis: performance.now() - started,
    answer<T>(): T {
      const last = stdout.trim().split("\n").at(-1) ?? "";
      try {
        return JSON.parse(last) as T;
      } catch {
        throw new Error(`the script gave no answer (code ${code}):\n${stdout}\n${stderr}`);
      }
    },
  };
}
