import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { terminalText } from "../../internal/terminal-text.ts";
import { CANNOT_REPLAY, CASSETTE_VARIABLE, REPORT_VARIABLE, TOOLS_VARIABLE } from "../../testing/cassette/names.ts";
import type { ReplayReport } from "../../testing/cassette/replay-report.ts";
import { CommandFailed, WrongUsage } from "../command-line.ts";
import type { CliContext } from "../run-cli.ts";
import { runProgram } from "../run-program.ts";
import { createPaint } from "../terminal/paint.ts";
import { jsonLine } from "../terminal/safe-output.ts";
import { startCollector } from "./collector.ts";
import { compareRun, type RunComparison } from "./compare-run.ts";
import { findRecording, runsOf } from "./find-recording.ts";
import { printRun } from "./print-run.ts";

export interface RunAgainOptions {
  readonly store?: string | undefined;
  readonly cassette?: string | undefined;
  readonly liveTools?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly color?: boolean | undefined;
}

/**
 * `agentscribe replay --run`: runs a program with the cassette of a session, and compares what came of it with the recording.
 *
 * @returns 0 when it is the same, 1 when it differs, 2 when it could not run
 */
export async function runAgain(
  options: RunAgainOptions,
  [reference = "", ...program]: readonly string[],
  context: CliContext,
): Promise<number> {
  if (program.length === 0) throw new WrongUsage("--run needs the program, behind --");
  try {
    const comparison = await run(options, reference, program, context);
    const layout = { width: context.columns ?? 120, paint: createPaint(context, options.color) };
    context.out(options.json === true ? jsonLine(comparison) : printRun(comparison, layout));
    return comparison.isSame ? 0 : 1;
  } catch (error) {
    // The exit code 1 says that the run differs.
    if (!(error instanceof CommandFailed)) throw error;
    context.err(`agentscribe replay: ${terminalText(error.message, 1_000)}\n`);
    return 2;
  }
}

async function run(
  options: RunAgainOptions,
  reference: string,
  program: readonly string[],
  context: CliContext,
): Promise<RunComparison> {
  const recording = await findRecording(reference, options, context);
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-replay-"));
  const file = join(folder, "report.jsonl");
  const collector = await startCollector();
  try {
    const env = {
      ...collector.env(context.env),
      [CASSETTE_VARIABLE]: `replay:${recording.cassette}`,
      [TOOLS_VARIABLE]: options.liveTools === true ? "live" : "replay",
      [REPORT_VARIABLE]: file,
    };
    const end = await runProgram(program, env, { stdout: options.json === true ? "stderr" : "inherit" });
    if (end.problem !== undefined) throw new CommandFailed(`the program could not be started: ${end.problem}`);
    if (end.code === CANNOT_REPLAY) throw new CommandFailed("the cassette cannot be played: see above");
    const reports = readReports(file);
    if (reports.length === 0) {
      throw new CommandFailed(
        "the program left no report: it was killed, it does not run in Node, or telemetry is off in it",
      );
    }
    const sessions = await runsOf(collector, context);
    return compareRun(recording, { end, reports, sessions });
  } finally {
    await collector.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReports(file: string): readonly ReplayReport[] {
  try {
    const lines = readFileSync(file, "utf8").split("\n");
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as ReplayReport);
  } catch {
    return [];
  }
}
