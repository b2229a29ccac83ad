import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";

/** How a program ended. */
export interface ProgramEnd {
  /** Null when a signal ended it, or when it was not started. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it was not started. */
  readonly problem?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** How a program failed, in words; undefined when it did not. */
export function endingOf({ code, signal, problem }: ProgramEnd): string | undefined {
  if (problem !== undefined) return `could not be started: ${problem}`;
  if (signal !== null) return `was ended by ${signal}`;
  return code === 0 ? undefined : `ended with code ${code}`;
}

/** A program with what it takes; a file of JavaScript or TypeScript alone is run by Node. */
function programOf(command: readonly string[]): readonly string[] {
  const [first = ""] = command;
  return /\.[cm]?[jt]s$/.test(first) ? [process.execPath, ...command] : command;
}

/**
 * Runs a program in this terminal, with the zero-code start in it and in every process of Node that it starts.
 *
 * @param options - `stdout: "stderr"` where the command itself has something to say there
 */
export async function runProgram(
  command: readonly string[],
  env: Environment,
  { stdout = "inherit" }: { readonly stdout?: "inherit" | "stderr" } = {},
): Promise<ProgramEnd> {
  const register = new URL("./register.js", import.meta.url).href;
  const nodeOptions = [env.NODE_OPTIONS, `--import=${register}`].filter((one) => one !== undefined && one !== "");
  return await runInTerminal(programOf(command), {
    env: { ...env, NODE_OPTIONS: nodeOptions.join(" ") },
    stdio: ["inherit", stdout === "stderr" ? 2 : "inherit", "inherit"],
  });
}

/** What ends the command is meant for its program too. On Windows it would be killed by it, without a chance to put anything in order. */
const PASSED_ON: readonly NodeJS.Signals[] = process.platform === "win32" ? [] : ["SIGTERM", "SIGHUP"];

/** Runs a command until it ends, however it ends. */
export async function runInTerminal(
  [file = "", ...args]: readonly string[],
  options: { readonly cwd?: string; readonly env: Environment; readonly stdio: StdioOptions },
): Promise<ProgramEnd> {
  // Ctrl+C in a terminal reaches the program as well: what it leaves is still to be looked at.
  const wait = (): void => undefined;
  let child: ChildProcess | undefined;
  const passOn = (signal: NodeJS.Signals): void => void child?.kill(signal);
  process.on("SIGINT", wait);
  for (const name of PASSED_ON) process.on(name, passOn);
  try {
    return await new Promise((ended) => {
      child = spawn(file, args, options);
      child.on("close", (code, signal) => ended({ code, signal }));
      child.on("error", ({ message }) => ended({ code: null, signal: null, problem: message }));
    });
  } finally {
    process.removeListener("SIGINT", wait);
    for (const name of PASSED_ON) process.removeListener(name, passOn);
  }
}
