import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Diagnosis } from "../instrumentation/doctor/diagnose.ts";
import { OFFLINE_VARIABLE, REPORT_VARIABLE, TIMEOUT_VARIABLE } from "../instrumentation/doctor/report-at-exit.ts";
import { terminalText } from "../internal/terminal-text.ts";
import type { Verification } from "../sdk/verify/verification.ts";
import type { DoctorRequest } from "./doctor-arguments.ts";
import { endingOf, runInTerminal } from "./run-program.ts";

/** What a program that was watched left. */
export interface ProgramReport extends Diagnosis {
  /** Of the client that it made; absent when it made none, or ended too soon. */
  readonly verification?: Verification;
  readonly configError?: string;
  readonly hasClient: boolean;
}

export interface WatchedRun {
  /** Undefined when the program left none. */
  readonly report: ProgramReport | undefined;
  /** How it failed; undefined when it did not. */
  readonly ending: string | undefined;
}

interface WatchSettings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  /** What looks on in the program. @defaultValue that of this package */
  readonly watch?: string;
}

/** Runs a program as it is, with somebody who looks on. Its output goes to stderr. */
export async function watchProgram(
  { program, offline, timeoutMillis }: DoctorRequest,
  { env, folder: cwd, watch = fileURLToPath(new URL("./doctor-watch.cjs", import.meta.url)) }: WatchSettings,
): Promise<WatchedRun> {
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-doctor-"));
  const file = join(folder, "report.json");
  const told = {
    [REPORT_VARIABLE]: file,
    ...(offline === true && { [OFFLINE_VARIABLE]: "1" }),
    ...(timeoutMillis !== undefined && { [TIMEOUT_VARIABLE]: String(timeoutMillis) }),
  };
  try {
    const end = await runInTerminal([process.execPath, "--require", watch, ...program], {
      cwd,
      env: { ...env, ...told },
      stdio: ["inherit", 2, 2],
    });
    const ending = endingOf(end);
    return { report: readReport(file), ending: ending === undefined ? undefined : terminalText(ending) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(file: string): ProgramReport | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as ProgramReport;
  } catch {
    return undefined;
  }
}
