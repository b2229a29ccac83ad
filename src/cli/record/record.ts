import { existsSync, renameSync, rmSync, statSync } from "node:fs";
import { constants } from "node:os";
import { resolve } from "node:path";
import { counted } from "../../internal/format.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import { CASSETTE_VARIABLE } from "../../testing/cassette/names.ts";
import { type CommandDefinition, CommandFailed, type CommandLine, runCommand, WrongUsage } from "../command-line.ts";
import { type Collector, startCollector } from "../replay/collector.ts";
import type { CliContext } from "../run-cli.ts";
import { type ProgramEnd, runProgram } from "../run-program.ts";

const OPTIONS = {
  output: { type: "string", short: "o" },
  trace: { type: "boolean" },
} as const;

const HELP = `Usage: agentscribe record [-o FILE] [--[no-]trace] -- PROGRAM [ARGUMENTS]

Runs a program with agentscribe/register and records its requests to models, with their answers, and its tools in a cassette, without secrets.
"agentscribe replay FILE --run -- PROGRAM" runs it again without asking a model, and says what changed.

  PROGRAM          a JavaScript or TypeScript file, or a command, with what it takes
  -o, --output     the cassette. Without it: agentscribe-cassette.jsonl
  --trace          keeps its telemetry beside the cassette, as FILE.trace.jsonl, and sends it nowhere else; without it and with no OTEL_EXPORTER_OTLP_ENDPOINT
                   set, that is what happens
  --no-trace       sends it where it goes without this command

Exit code: 0 when the program ends with it, else that of the program; 1 when nothing was recorded, 2 for a wrong command line.
`;

const DEFINITION: CommandDefinition<typeof OPTIONS> = {
  name: "record",
  help: HELP,
  options: OPTIONS,
  positionals: [1, 10_000],
  run: record,
};

/** Where the telemetry of a cassette is kept. */
export function tracePath(cassette: string): string {
  return `${cassette}.trace.jsonl`;
}

/** `agentscribe record`. @returns the exit code */
export async function runRecord(argv: readonly string[], context: CliContext): Promise<number> {
  return await runCommand(DEFINITION, argv, context);
}

async function record({ values, positionals }: CommandLine<typeof OPTIONS>, context: CliContext): Promise<number> {
  if (values.output?.trim() === "") throw new WrongUsage("--output is empty");
  const cassette = resolve(values.output ?? "agentscribe-cassette.jsonl");
  if (statSync(cassette, { throwIfNoEntry: false })?.isDirectory() === true) {
    throw new WrongUsage("--output is a folder: name a file in it");
  }
  const isSent = [context.env.OTEL_EXPORTER_OTLP_ENDPOINT, context.env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT].some(
    (endpoint) => endpoint !== undefined && endpoint.trim() !== "",
  );
  const collector = (values.trace ?? !isSent) ? await startCollector() : undefined;
  try {
    return await replacing(cassette, () => recordRun(positionals, cassette, collector, context));
  } finally {
    await collector?.close();
  }
}

async function recordRun(
  program: readonly string[],
  cassette: string,
  collector: Collector | undefined,
  context: CliContext,
): Promise<number> {
  const env = { ...(collector?.env(context.env) ?? context.env), [CASSETTE_VARIABLE]: `record:${cassette}` };
  const end = await runProgram(program, env);
  if (end.problem !== undefined) throw new CommandFailed(`the program could not be started: ${end.problem}`);
  if (!existsSync(cassette)) {
    throw new CommandFailed(
      "nothing was recorded: the program asked no model that is known, or telemetry is off in it",
    );
  }
  // That of an older cassette is not that of this one.
  rmSync(tracePath(cassette), { force: true });
  if (collector !== undefined) await keepTrace(collector, cassette, context);
  context.err(`${await summary(cassette)}\n`);
  return exitCode(end);
}

async function keepTrace(collector: Collector, cassette: string, context: CliContext): Promise<void> {
  const sessions = await collector.sessions(context);
  if (sessions.length === 0) return;
  const { otlpLines } = await import("../../inspector/exports/otlp-lines.ts");
  const { writeAtomically } = await import("../files/write-atomically.ts");
  await writeAtomically(tracePath(cassette), otlpLines(collector.store), () => undefined);
}

async function summary(cassette: string): Promise<string> {
  const { readCassette } = await import("../../testing/cassette/read-cassette.ts");
  const { entries } = readCassette(cassette);
  const tools = entries.filter(({ kind }) => kind === "tool").length;
  const what = `${counted(entries.length - tools, "request")} and ${counted(tools, "tool")}`;
  return `agentscribe record: ${what} in ${terminalText(cassette, 300)}`;
}

/** Puts away what is there while something else may take its place, and brings it back when nothing did. */
async function replacing<T>(path: string, write: () => Promise<T>): Promise<T> {
  const before = `${path}.before`;
  if (existsSync(path)) renameSync(path, before);
  try {
    return await write();
  } finally {
    if (existsSync(path)) rmSync(before, { force: true });
    else if (existsSync(before)) renameSync(before, path);
  }
}

function exitCode({ code, signal }: ProgramEnd): number {
  return code ?? (signal === null ? 1 : 128 + (constants.signals[signal] ?? 0));
}
