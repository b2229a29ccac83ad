import { surveySpool } from "../export/spool/spool-survey.ts";
import { createDiag } from "../internal/diag.ts";
import { describeError } from "../internal/guard.ts";
import { optOutReason } from "../internal/opt-out.ts";
import { terminalText } from "../internal/terminal-text.ts";
import { defaultSpoolDirectory } from "../sdk/spool-location.ts";
import { VERSION } from "../version.ts";
import { type CliRequest, parseArguments, USAGE } from "./arguments.ts";
import { COMMANDS } from "./commands.ts";
import { runDoctor } from "./doctor.ts";
import { parseDoctorArguments } from "./doctor-arguments.ts";
import { drainSpool } from "./drain-spool.ts";
import { leftRecords, printDrain, printSurvey } from "./print.ts";

/** Where a command runs; a test gives its own. */
export interface CliContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** How wide the terminal is that `out` writes to; absent in a pipe. */
  readonly columns?: number | undefined;
  /** How high it is. */
  readonly rows?: number | undefined;
  /** How wide the terminal is that `err` writes to; absent in a pipe. */
  readonly errColumns?: number | undefined;
  /** Waits until what was given to `out` is on its way. @defaultValue it is at once */
  readonly drain?: (() => Promise<void>) | undefined;
  /** What is piped in. @defaultValue nothing */
  readonly input?: AsyncIterable<Uint8Array> | undefined;
  /** The keys of the terminal; absent where nobody sits. */
  readonly keys?: Keys | undefined;
  /** Ends a command that runs until it is told to. @defaultValue the signals of the process do */
  readonly signal?: AbortSignal | undefined;
}

/** Reads keys one by one, until it is told to end. */
export type Keys = (onKey: (key: string) => void) => { end(): void };

/** Runs a command line. @returns the exit code: 0, 1 when something is left, 2 for a wrong command line. Never rejects. */
export async function runCli(argv: readonly string[], context: CliContext): Promise<number> {
  if (argv[0] === "doctor" && !argv.slice(1, 2).some((one) => one === "--help" || one === "-h")) {
    const asked = parseDoctorArguments(argv.slice(1));
    if (asked.kind === "request") return await runDoctor(asked.request, context);
    return said(context.err, `agentscribe: ${terminalText(asked.problem)}\n\n${USAGE}`, 2);
  }
  const command = Object.hasOwn(COMMANDS, argv[0] ?? "") ? COMMANDS[argv[0] ?? ""] : undefined;
  if (command !== undefined) {
    try {
      return await command.run(argv.slice(1), context);
    } catch (error) {
      return said(context.err, `agentscribe: ${terminalText(describeError(error), 400)}\n`, 1);
    }
  }
  const parsed = parseArguments(argv);
  if (parsed.kind === "help") return said(context.out, USAGE, 0);
  if (parsed.kind === "version") return said(context.out, `${VERSION}\n`, 0);
  if (parsed.kind === "wrong") return said(context.err, `agentscribe: ${terminalText(parsed.problem)}\n\n${USAGE}`, 2);
  try {
    return await run(parsed.request, context);
  } catch (error) {
    return said(context.err, `agentscribe: ${terminalText(describeError(error), 400)}\n`, 1);
  }
}

async function run(request: CliRequest, { env, out, err }: CliContext): Promise<number> {
  const directory = defaultSpoolDirectory(request.directory, env);
  if (directory === undefined) return said(err, "agentscribe: no folder is known for a spool; use --directory\n", 1);
  if (request.command === "spool") {
    const survey = await surveySpool({ directory });
    return said(out, printSurvey(survey, request.json), 0);
  }
  const off = optOutReason(undefined, env);
  if (off !== undefined) {
    const survey = await surveySpool({ directory });
    err(`agentscribe: telemetry is off (${off}); nothing is sent\n`);
    return said(out, printSurvey(survey, request.json), leftRecords(survey) === 0 ? 0 : 1);
  }
  const drained = await drainSpool({
    directory,
    endpoint: request.endpoint,
    timeoutMillis: request.timeoutMillis,
    env,
    diag: createDiag(),
  });
  if (drained === "wrong endpoint") return said(err, "agentscribe: --endpoint is no http or https URL\n", 2);
  const { left } = drained;
  return said(out, printDrain(drained, request.json), left.refused === undefined && leftRecords(left) === 0 ? 0 : 1);
}

function said(write: (text: string) => void, text: string, code: number): number {
  write(text);
  return code;
}
