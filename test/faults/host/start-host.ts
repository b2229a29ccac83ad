import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { waitUntil } from "../wait-until.ts";
import { readCounterFile, type SpanCount } from "./counter-file.ts";
import type { HostResult, HostSettings } from "./settings.ts";

export type HostOptions = Partial<Omit<HostSettings, "counterFile" | "resultFile">> &
  Pick<HostSettings, "url" | "packageUrl" | "spoolDirectory">;

/** How a host ended, seen from outside and, when it lived to its end, by itself. */
export interface EndedHost extends SpanCount {
  readonly settings: HostSettings;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** From the end of its work to the end of the process. */
  readonly heldMillis: number;
  readonly stderr: string;
  readonly result?: HostResult;
}

export interface RunningHost {
  /** Resolves with the first span. */
  readonly began: Promise<void>;
  /** Resolves when so many spans have ended, or the host has. */
  made(spans: number): Promise<void>;
  readonly ended: Promise<EndedHost>;
  kill(signal: NodeJS.Signals): void;
  /** Ends the standard input, which ends a host that waits. */
  closeInput(): void;
}

const PROGRAM = fileURLToPath(new URL("../host-program.ts", import.meta.url));
const DEFAULTS = {
  sdk: "agentscribe",
  spans: 0,
  kilobytes: 1,
  seconds: 0,
  openSpans: 0,
  lingerMillis: 0,
  ending: "shutdown",
  handlesSigterm: false,
} as const;
const MADE_WITHIN_MILLIS = 60_000;
let hosts = 0;

/** Files of the host are written to the folder, its own state too. */
export function startHost(folder: string, options: HostOptions): RunningHost {
  hosts += 1;
  const settings: HostSettings = {
    ...DEFAULTS,
    ...options,
    counterFile: join(folder, `host-${hosts}.count`),
    resultFile: join(folder, `host-${hosts}.json`),
  };
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    AGENTSCRIBE_SPOOL_DIRECTORY: settings.spoolDirectory,
    FAULT_HOST: JSON.stringify(settings),
  };
  const child = spawn(process.execPath, [PROGRAM], { env, stdio: ["pipe", "pipe", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr = `${stderr}${chunk}`.slice(-10_000);
  });
  let killedAt: number | undefined;
  const ended = once(child, "exit").then(([code, signal]) => {
    const exitedAt = Date.now();
    const result = readResult(settings.resultFile);
    const from = result?.workEndedAt ?? killedAt ?? exitedAt;
    const count = existsSync(settings.counterFile) ? readCounterFile(settings.counterFile) : { begun: 0, ended: 0 };
    const heldMillis = exitedAt - from;
    return { ...count, settings, code, signal, heldMillis, stderr, ...(result !== undefined && { result }) };
  });
  const began = Promise.race([
    once(child.stdout, "data").then(() => {}),
    ended.then(({ code }) => {
      throw new Error(`the host ended with ${code} before its first span: ${stderr.slice(-400)}`);
    }),
  ]);
  began.catch(() => {});
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  return {
    began,
    async made(spans) {
      const enough = (): boolean => hasEnded || readCounterFile(settings.counterFile).ended >= spans;
      await waitUntil(enough, MADE_WITHIN_MILLIS, 5 + Math.random() * 20);
    },
    ended,
    kill(signal) {
      killedAt = Date.now();
      child.kill(signal);
    },
    closeInput: () => child.stdin.end(),
  };
}

function readResult(path: string): HostResult | undefined {
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as HostResult) : undefined;
}
