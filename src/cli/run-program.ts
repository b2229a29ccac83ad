import { spawn } from "node:child_process";

/** How a program ended. */
export interface ProgramEnd {
  /** Null when a signal ended it, or when it was not started. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it was not started. */
  readonly problem?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A program with what it takes; a file of JavaScript or TypeScript alone is run by Node. */
function programOf(command: readonly string[]): readonly string[] {
  const [first = ""] = command;
  return /\.[cm]?[jt]s$/.test(first) ? [process.execPath, ...command] : command;
}

/**
 * Runs a program in this terminal, with the zero-code start in it and in every process of Node that it starts.
 *
 * @param options - `stdout: "stderr"` where the command itself has something to say there
 * @param register - the zero-code start. @defaultValue that of this package
 */
export async function runProgram(
  command: readonly string[],
  env: Environment,
  { stdout = "inherit" }: { readonly stdout?: "inherit" | "stderr" } = {},
  register: string = new URL("./register.js", import.meta.url).href,
): Promise<ProgramEnd> {
  const [file = "", ...args] = programOf(command);
  const nodeOptions = [env.NODE_OPTIONS, `--import=${register}`].filter((one) => one !== undefined && one !== "");
  // Ctrl+C in a terminal reaches the program as well: what it leaves is still to be looked at.
  const wait = (): void => undefined;
  process.on("SIGINT", wait);
  try {
    return await new Promise((ended) => {
      const child = spawn(file, args, {
        env: { ...env, NODE_OPTIONS: nodeOptions.join(" ") },
        stdio: ["inherit", stdout === "stderr" ? 2 : "inherit", "inherit"],
      });
      child.on("close", (code, signal) => ended({ code, signal }));
      child.on("error", ({ message }) => ended({ code: null, signal: null, problem: message }));
    });
  } finally {
    process.removeListener("SIGINT", wait);
  }
}
