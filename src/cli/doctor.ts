import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Diagnosis, doctor } from "../instrumentation/doctor/diagnose.ts";
import { REPORT_VARIABLE } from "../instrumentation/doctor/report-at-exit.ts";
import type { DoctorRequest } from "./doctor-arguments.ts";
import { printDiagnosis } from "./print-diagnosis.ts";

export interface DoctorContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Where packages are looked for, and where the program runs. @defaultValue the working directory */
  readonly folder?: string;
  /** The zero-code start. @defaultValue that of this package */
  readonly register?: string;
}

/**
 * Looks at what is installed; given a program, runs it with the zero-code start and says at its end what was seen of its model calls.
 *
 * @returns the exit code: 1 when calls were not traced or a package could not be patched, or when the program left no report
 */
export async function runDoctor({ program, json }: DoctorRequest, context: DoctorContext): Promise<number> {
  const folder = context.folder ?? process.cwd();
  const diagnosis = program.length === 0 ? doctor({ folder }) : await watchProgram(program, folder, context);
  if (diagnosis === undefined) {
    context.err("agentscribe: the program left no report: it was killed, or telemetry is off in it\n");
    return 1;
  }
  context.out(json ? `${JSON.stringify(diagnosis)}\n` : printDiagnosis(diagnosis, program.length > 0));
  const isMissed = Object.keys(diagnosis.requests?.untraced ?? {}).length > 0;
  return isMissed || diagnosis.loaded.some(({ problem }) => problem !== undefined) ? 1 : 0;
}

async function watchProgram(
  program: readonly string[],
  cwd: string,
  { env, register = new URL("./register.js", import.meta.url).href }: DoctorContext,
): Promise<Diagnosis | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-doctor-"));
  const report = join(folder, "report.json");
  try {
    await new Promise<void>((ended) => {
      const child = spawn(process.execPath, ["--import", register, ...program], {
        cwd,
        env: { ...env, [REPORT_VARIABLE]: report },
        stdio: ["inherit", 2, 2],
      });
      child.on("close", () => ended());
      child.on("error", () => ended());
    });
    return JSON.parse(readFileSync(report, "utf8")) as Diagnosis;
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
