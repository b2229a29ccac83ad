import { type CommandDefinition, type CommandLine, runCommand, WrongUsage } from "../command-line.ts";
import type { CliContext } from "../run-cli.ts";
import { readingStore } from "../store/open-for-command.ts";
import { createPaint } from "../terminal/paint.ts";
import { jsonLine } from "../terminal/safe-output.ts";
import { interruption } from "../wait.ts";
import { findInspector } from "./find-inspector.ts";
import { follow } from "./follow.ts";
import { serverSource, storeSource, type TailSource } from "./tail-source.ts";
import { TreeLines, toJson } from "./tree-lines.ts";

const OPTIONS = {
  store: { type: "string" },
  url: { type: "string" },
  service: { type: "string" },
  session: { type: "string" },
  json: { type: "boolean" },
  color: { type: "boolean" },
} as const;

const HELP = `Usage: agentscribe tail [--store FILE | --url URL] [--service NAME] [--session ID] [--json] [--[no-]color]

Shows what agents do while it comes in: a line for each model call, tool, decision and event, with duration, tokens, cost and error. It ends with Ctrl+C.

  --url URL        the inspector to listen to (the newest of this user that runs)
  --store FILE     reads a store instead, also one that no inspector has at the moment
  --service NAME   agents of that service only
  --session ID     that session only, from its beginning: an id, the beginning of one, "last", or "last~1"
  --json           prints a JSON object a line
  --no-color       no colours; NO_COLOR has the same effect

Exit code: 0 when it was ended, 1 when there is nothing to read, or the inspector or the store has gone, 2 for a wrong command line.
`;

const DEFINITION: CommandDefinition<typeof OPTIONS> = { name: "tail", help: HELP, options: OPTIONS, run: tail };

/** `agentscribe tail`. @returns the exit code */
export async function runTail(argv: readonly string[], context: CliContext): Promise<number> {
  return await runCommand(DEFINITION, argv, context);
}

async function tail({ values }: CommandLine<typeof OPTIONS>, context: CliContext): Promise<number> {
  const { store, url, service, session } = values;
  if (store !== undefined && url !== undefined) throw new WrongUsage("--store and --url exclude each other");
  const inspector = store === undefined ? await findInspector(url, context) : undefined;
  const end = interruption(context);
  const print = createPrinter(values, context);
  const run = async (source: TailSource): Promise<void> => {
    await follow(source, { service, session, signal: end.signal, print });
  };
  try {
    if (inspector !== undefined) await run(serverSource(inspector.origin, inspector.token));
    else await readingStore(store, context, async (opened) => await run(storeSource(opened)));
  } finally {
    end.dispose();
  }
  return 0;
}

function createPrinter({ json, color }: CommandLine<typeof OPTIONS>["values"], context: CliContext) {
  const tree = new TreeLines(createPaint(context, color));
  return ({ session, lines }: Parameters<TreeLines["linesOf"]>[0]): void => {
    if (json === true) for (const line of lines) context.out(jsonLine(toJson(session, line)));
    else for (const line of tree.linesOf({ session, lines })) context.out(`${line}\n`);
  };
}
