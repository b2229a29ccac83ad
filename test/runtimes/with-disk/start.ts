import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";

export interface Started {
  readonly pid: number;
  /** Resolves when it wrote the text. @throws Error when it ended before */
  wrote(text: string): Promise<void>;
  /** What it wrote so far, on both streams. */
  output(): string;
  kill(): void;
  signal(name: NodeJS.Signals): void;
  /** Resolves with what it ended with and wrote. */
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
}

/** Starts a program of an example with no variables but those given. */
export function start(
  [program, ...args]: readonly [string, ...string[]],
  cwd: string,
  variables: Readonly<Record<string, string>>,
): Started {
  const { PATH = "" } = process.env;
  const env = { PATH, HOME: cwd, NO_COLOR: "1", ...variables };
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(program, args, {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  const timer = setTimeout(() => child.kill("SIGKILL"), 120_000);
  const ended = once(child, "close").then(([code]) => {
    clearTimeout(timer);
    return { code: code as number | null, output };
  });
  return {
    pid: child.pid ?? 0,
    ended,
    output: () => output,
    kill: () => child.kill("SIGKILL"),
    signal: (name) => child.kill(name),
    async wrote(text) {
      while (!output.includes(text)) {
        const isOver = ended.then(({ code }) => {
          throw new Error(`ended with ${code} before "${text}": ${output}`);
        });
        await Promise.race([once(child.stdout, "data"), isOver]);
      }
    },
  };
}
