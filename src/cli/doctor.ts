import type { Diagnosis } from "../instrumentation/doctor/diagnose.ts";
import { doctor } from "../instrumentation/doctor/diagnose.ts";
import { describeError } from "../internal/guard.ts";
import { terminalText } from "../internal/terminal-text.ts";
import type { Verification } from "../sdk/verify/verification.ts";
import { verifyEnvironment } from "../sdk/verify/verify-environment.ts";
import { type DoctorRequest, parseDoctorArguments } from "./doctor-arguments.ts";
import { diagnosisOfProgram } from "./doctor-program.ts";
import { printDiagnosis } from "./print-diagnosis.ts";
import { watchProgram } from "./watch-program.ts";

export interface DoctorContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Where packages are looked for, and where the program runs. @defaultValue the working directory */
  readonly folder?: string;
  /** What looks on in the program. @defaultValue that of this package */
  readonly watch?: string;
}

/** What the command found: of the packages and the program, and of the set-up. */
export interface DoctorReport extends Diagnosis {
  readonly verification: Verification;
}

const USAGE = "Usage: agentscribe doctor [--offline] [--timeout SECONDS] [--json] [PROGRAM [ARGUMENTS]]\n";

const HELP = `${USAGE}
Looks at the set-up that the environment describes, sends one test record for each signal to where telemetry goes, and says what is
wrong and how to mend it. A program is run as it is, and watched: the command says which of its requests to models were recorded, and
looks at the set-up of the client that it made.

  PROGRAM              a JavaScript file and what it takes, or node and its arguments; its output goes to stderr
  --offline            sends no test records
  --timeout SECONDS    how long the set-up may be looked at (5)
  --json               prints JSON

Exit code: 0, 1 when something was found that is an error, 2 for a wrong command line or when nothing could be looked at.
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

/** Looks at the set-up, and at a program when one is given. @returns the exit code: 1 when an error was found, 2 when nothing could be looked at */
export async function runDoctor(request: DoctorRequest, context: DoctorContext): Promise<number> {
  const { program, json } = request;
  try {
    const report = program.length === 0 ? await ofEnvironment(request, context) : await ofProgram(request, context);
    context.out(json ? `${JSON.stringify(report)}\n` : printDiagnosis(report, program.length > 0));
    return report.verification.ok ? 0 : 1;
  } catch (error) {
    context.err(`agentscribe doctor: ${terminalText(describeError(error), 400)}\n`);
    return 2;
  }
}

async function ofEnvironment(request: DoctorRequest, context: DoctorContext): Promise<DoctorReport> {
  const folder = context.folder ?? process.cwd();
  return { ...doctor({ folder }), verification: await verifyEnvironment({ ...request, env: context.env, folder }) };
}

async function ofProgram(request: DoctorRequest, context: DoctorContext): Promise<DoctorReport> {
  const folder = context.folder ?? process.cwd();
  const watched = await watchProgram(request, { ...context, folder });
  const { report } = watched;
  // Of a program that made no client, or ended before it was looked at, the environment tells the rest.
  const verification = report?.verification ?? (await verifyEnvironment({ ...request, env: context.env, folder }));
  return diagnosisOfProgram(watched, verification, report ?? doctor({ folder }));
}
