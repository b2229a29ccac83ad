import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Diagnosis, doctor } from "../instrumentation/doctor/diagnose.ts";
import { REPORT_VARIABLE } from "../instrumentation/doctor/report-at-exit.ts";
import { terminalText } from "../internal/terminal-text.ts";
import { type DoctorRequest, parseDoctorArguments } from "./doctor-arguments.ts";
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

const USAGE = "Usage: agentscribe doctor [--json] [PROGRAM [ARGUMENTS]]\n";

const HELP = `${USAGE}
Lists the installed packages that have a wrapper, and whether their versions are tested. A program is run with agentscribe/register; at its end
the command says how many of its requests to models were recorded, and how many not.

  PROGRAM          a JavaScript file and what it takes; its output goes to stderr
  --json           prints JSON

Exit code: 0, 1 when a request to a model was not traced, a package could not be patched or the program failed, 2 for a wrong command line.
`;

/** `agentscribe doctor`. @returns the exit code */
export async function runDoctorCommand(argv: readonly string[], context: DoctorContext): Promise<number> {
  const asked = parseDoctorArguments(argv);
  if (asked.kind === "request") return await runDoctor(asked.request, context);
  if (asked.kind === "help") {
    context.out(HELP);
    return 0;
  }
  context.err(`agentscribe doctor: ${terminalText(asked.problem)}\n\n${USAGE}\nMore: agentscribe doctor --help\n`);
  return 2;
}

/**
 * Looks at what is installed; given a program, runs it with the zero-code start and says at its end what was seen of its model calls.
 *
 * @returns the exit code: 1 when calls were not traced or a package could not be patched, or when the program failed or left no report
 */
export async function runDoctor({ program, json }: DoctorRequest, context: DoctorContext): Promise<number> {
  const folder = context.folder ?? process.cwd();
  const { diagnosis, ending } =
    program.length === 0
      ? { diagnosis: doctor({ folder }), ending: undefined }
      : await watchProgram(program, folder, context);
  if (ending !== undefined) context.err(`agentscribe doctor: the program ${ending}\n`);
  if (diagnosis === undefined) {
    context.err("agentscribe doctor: the program left no report: it was killed, or telemetry is off in it\n");
    return 1;
  }
  context.out(json ? `${JSON.stringify(diagnosis)}\n` : printDiagnosis(diagnosis, program.length > 0));
  const isMissed = Object.keys(diagnosis.requests?.untraced ?? {}).length > 0;
  const isUnpatched = diagnosis.loaded.some(({ problem }) => problem !== undefined);
  return isMissed || isUnpatched || ending !== undefined ? 1 : 0;
}

interface Watched {
  /** Undefined when the program left no report. */
  readonly diagnosis: Diagnosis | undefined;
  /** How it failed; undefined when it did not. */
  readonly ending: string | undefined;
}

async function watchProgram(
  program: readonly string[],
  cwd: string,
  { env, register = new URL("./register.js", import.meta.url).href }: DoctorContext,
): Promise<Watched> {
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-doctor-"));
  const report = join(folder, "report.json");
  try {
    const ending = await new Promise<string | undefined>((ended) => {
      const child = spawn(process.execPath, ["--import", register, ...program], {
        cwd,
        env: { ...env, [REPORT_VARIABLE]: report },
        stdio: ["inherit", 2, 2],
      });
      child.on("close", (code, signal) => {
        ended(signal !== null ? `was ended by ${signal}` : code === 0 ? undefined : `ended with code ${code}`);
      });
      child.on("error", ({ message }) => ended(`could not be started: ${terminalText(message)}`));
    });
    return { diagnosis: readReport(report), ending };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(file: string): Diagnosis | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Diagnosis;
  } catch {
    return undefined;
  }
}
