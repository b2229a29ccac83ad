import { type CommandDefinition, type CommandLine, runCommand } from "../command-line.ts";
import type { CliContext } from "../run-cli.ts";
import { readingStore } from "../store/open-for-command.ts";
import { findSession } from "../store/session-reference.ts";
import { createPaint } from "../terminal/paint.ts";
import { jsonLine } from "../terminal/safe-output.ts";
import { printComparison } from "./print-comparison.ts";

const OPTIONS = {
  store: { type: "string" },
  json: { type: "boolean" },
  color: { type: "boolean" },
} as const;

const HELP = `Usage: agentscribe compare A B [--store FILE] [--json] [--[no-]color]

Puts two sessions side by side: steps aligned by kind and name, what differs in each, tools, instructions, totals.

  A, B             ids of sessions, beginnings of them, "last", or "last~1" for the one before that
  --store FILE     the store (that of "agentscribe inspect")
  --json           prints JSON
  --no-color       no colours; NO_COLOR has the same effect

Exit code: 0, 1 when there is no such session or store, 2 for a wrong command line.
`;

const DEFINITION: CommandDefinition<typeof OPTIONS> = {
  name: "compare",
  help: HELP,
  options: OPTIONS,
  positionals: [2, 2],
  run: compare,
};

/** `agentscribe compare`. @returns the exit code */
export async function runCompare(argv: readonly string[], context: CliContext): Promise<number> {
  return await runCommand(DEFINITION, argv, context);
}

async function compare({ values, positionals }: CommandLine<typeof OPTIONS>, context: CliContext): Promise<number> {
  const comparison = await readingStore(values.store, context, async (store) => {
    const { compareRuns } = await import("../../inspector/steps/compare-runs.ts");
    const a = await findSession(store, positionals[0] ?? "");
    return await compareRuns(store, a, await findSession(store, positionals[1] ?? ""));
  });
  const paint = createPaint(context, values.color);
  const width = context.columns ?? 120;
  context.out(values.json === true ? jsonLine(comparison) : printComparison(comparison, { width, paint }));
  return 0;
}
