import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A server that a test started, and ends. */
export interface RunningProgram {
  /** What it wrote so far, on both streams. */
  output(): string;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
}

export interface ProgramOptions {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Answers 2xx once the program is ready. */
  readonly readyUrl: string;
  /** @defaultValue 60,000 */
  readonly readyMillis?: number;
}

/** Starts a program and waits until it is ready. @throws Error with what it wrote, when it ends before or takes too long */
export async function startProgram(path: string, options: ProgramOptions): Promise<RunningProgram> {
  const { args, cwd, readyUrl, readyMillis = 60_000 } = options;
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(path, args, { cwd, env: { PATH, HOME, ...options.env }, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output = (output + chunk).slice(-200_000);
    });
  const ended = once(child, "close");
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    const isTooLong = sleep(20_000, true, { ref: false });
    if (await Promise.race([ended.then(() => false), isTooLong])) child.kill("SIGKILL");
    await ended;
  };
  const program = { output: () => output, stop: () => end("SIGTERM"), kill: () => end("SIGKILL") };
  const late = Date.now() + readyMillis;
  while (!(await answers(readyUrl))) {
    if (child.exitCode !== null || Date.now() > late) {
      await program.kill();
      throw new Error(`${path} is not ready (exit code ${child.exitCode}):\n${output}`);
    }
    await sleep(50);
  }
  return program;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

/** Asks again until the answer is there. @throws Error with the last answer after the time */
export async function until<T>(
  ask: () => T | Promise<T>,
  isThere: (answer: T) => boolean,
  millis: number = 30_000,
): Promise<T> {
  const late = Date.now() + millis;
  for (;;) {
    const answer = await ask();
    if (isThere(answer)) return answer;
    if (Date.now() > late) throw new Error(`not there after ${millis} ms: ${JSON.stringify(answer)?.slice(0, 4_000)}`);
    await sleep(100);
  }
}

/** Ports of this machine that nobody listens on. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = servers.map(async (server) => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  });
  const found = await Promise.all(ports);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return found;
}
