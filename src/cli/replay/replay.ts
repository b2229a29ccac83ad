import type { Conversation } from "../../inspector/index.ts";
import { type CommandDefinition, type CommandLine, runCommand, WrongUsage } from "../command-line.ts";
import type { CliContext } from "../run-cli.ts";
import { readingStore } from "../store/open-for-command.ts";
import { findSession } from "../store/session-reference.ts";
import { createPaint } from "../terminal/paint.ts";
import { jsonLine } from "../terminal/safe-output.ts";
import { playOnTerminal } from "./play-on-terminal.ts";
import { printSteps } from "./print-steps.ts";

const OPTIONS = {
  store: { type: "string" },
  step: { type: "string" },
  speed: { type: "string" },
  json: { type: "boolean" },
  color: { type: "boolean" },
  run: { type: "boolean" },
  cassette: { type: "string" },
  "live-tools": { type: "boolean" },
} as const;

const HELP = `Usage: agentscribe replay SESSION [--store FILE] [--step N] [--speed N] [--json] [--[no-]color]
       agentscribe replay SESSION|CASSETTE --run [--cassette FILE] [--live-tools] [--json] -- PROGRAM [ARGUMENTS]

Goes through a session step by step: what was new in each model call, its answer, tools with what they were given, decisions, running cost.
In a pipe all steps are printed, one after the other.

  SESSION          an id, the beginning of one, "last", or "last~2" for the second before that
  --store FILE     the store (that of "agentscribe inspect")
  --step N         begins at that step, from 1; in a pipe, prints it alone
  --speed N        plays at N times the pace of the session; pauses are at most 3 seconds
  --json           prints the steps as JSON
  --no-color       no colours; NO_COLOR has the same effect

With --run, the program is run again: what it asks of models is answered from the cassette that was recorded with the session ("agentscribe record"), nothing
of that goes out, and its new trace is compared with the recorded one.

  CASSETTE         the file; its trace is looked for beside it, then in the store
  --cassette FILE  the cassette of the session, where that does not say it
  --live-tools     runs tools; without it the cassette answers for those that it has

Keys: right and left go on and back, space plays and pauses, home and end, up and down scroll in a step, q ends.

Exit code: 0, 1 when there is no such session or store, 2 for a wrong command line. With --run: 0 when the run is the same, 1 when it differs, 2 when it
could not run.
`;

const DEFINITION: CommandDefinition<typeof OPTIONS> = {
  name: "replay",
  help: HELP,
  options: OPTIONS,
  positionals: [1, 10_000],
  run: replay,
};

/** `agentscribe replay`. @returns the exit code */
export async function runReplay(argv: readonly string[], context: CliContext): Promise<number> {
  return await runCommand(DEFINITION, argv, context);
}

async function replay({ values, positionals }: CommandLine<typeof OPTIONS>, context: CliContext): Promise<number> {
  if (values.run === true) {
    const { runAgain } = await import("./run.ts");
    return await runAgain({ ...values, liveTools: values["live-tools"] }, positionals, context);
  }
  if (positionals.length > 1) throw new WrongUsage(`unexpected argument ${positionals[1]}`);
  const step = number(values.step, "--step", /^[1-9]\d{0,8}$/);
  const speed = number(values.speed, "--speed", /^(?=.*[1-9])\d{1,4}(\.\d{1,3})?$/);
  const conversation = await readingStore(values.store, context, async (store) => {
    const { readSteps } = await import("../../inspector/steps/read-steps.ts");
    return await readSteps(store, await findSession(store, positionals[0] ?? ""));
  });
  const first = step === undefined ? 0 : step - 1;
  if (step !== undefined && first >= conversation.steps.length) {
    throw new WrongUsage(`--step is up to ${conversation.steps.length} in this session`);
  }
  const only = step !== undefined;
  await show(conversation, { first, only, speed, json: values.json, color: values.color }, context);
  return 0;
}

interface ShowOptions {
  readonly first: number;
  readonly only: boolean;
  readonly speed: number | undefined;
  readonly json: boolean | undefined;
  readonly color: boolean | undefined;
}

async function show(conversation: Conversation, options: ShowOptions, context: CliContext): Promise<void> {
  const { first, only, speed, json, color } = options;
  const paint = createPaint(context, color);
  if (json === true) {
    const steps = only ? conversation.steps.slice(first, first + 1) : conversation.steps;
    context.out(jsonLine({ ...conversation, steps }));
  } else if (context.keys !== undefined && context.columns !== undefined) {
    await playOnTerminal(conversation, { first, speed, paint }, context);
  } else {
    await printSteps(conversation, { first, only, speed, paint }, context);
  }
}

function number(text: string | undefined, option: string, form: RegExp): number | undefined {
  if (text === undefined) return undefined;
  if (!form.test(text)) throw new WrongUsage(`${option} is a number above 0`);
  return Number(text);
}
