import { counted, formatCount, formatUsd } from "../../internal/format.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import { type CommandDefinition, type CommandLine, runCommand, WrongUsage } from "../command-line.ts";
import type { CliContext } from "../run-cli.ts";
import { existingStorePath, readingStore, writingStore } from "../store/open-for-command.ts";
import { createProgress } from "../terminal/progress.ts";
import { jsonLine } from "../terminal/safe-output.ts";
import { parseSince } from "../terminal/time.ts";
import { type Repriced, type RepricedModel, repriceStore } from "./reprice-store.ts";

const OPTIONS = {
  store: { type: "string" },
  since: { type: "string" },
  all: { type: "boolean" },
  "dry-run": { type: "boolean" },
  json: { type: "boolean" },
} as const;

const HELP = `Usage: agentscribe reprice [--store FILE] [--since 7d] [--all] [--dry-run] [--json]

Prices the model calls of a store that have no cost, with the tables of today, each at the prices of its own start.

  --store FILE     the store (that of "agentscribe inspect"); an inspector that writes to it must be ended first
  --since TIME     calls since then only: 90m, 24h, 7d, or a date (its midnight here)
  --all            calls that have a cost as well; what the provider itself stated stays
  --dry-run        writes nothing
  --json           prints JSON

Exit code: 0, 1 when there is no such store or an inspector writes to it, 2 for a wrong command line.
`;

const DEFINITION: CommandDefinition<typeof OPTIONS> = { name: "reprice", help: HELP, options: OPTIONS, run: reprice };

/** `agentscribe reprice`. @returns the exit code */
export async function runReprice(argv: readonly string[], context: CliContext): Promise<number> {
  return await runCommand(DEFINITION, argv, context);
}

async function reprice({ values }: CommandLine<typeof OPTIONS>, context: CliContext): Promise<number> {
  const sinceUs = values.since === undefined ? undefined : parseSince(values.since, Date.now());
  if (values.since !== undefined && sinceUs === undefined)
    throw new WrongUsage("--since is a time such as 24h, 7d or 2026-11-21");
  const dryRun = values["dry-run"] === true;
  const opening = dryRun ? readingStore : writingStore;
  const repriced = await opening(await existingStorePath(values.store, context), context, async (store) => {
    const { rows } = await store.query("SELECT count(*) AS calls FROM agent_spans WHERE counted = 1");
    const progress = createProgress(context, "pricing", Number(rows[0]?.[0] ?? 0));
    const done = await repriceStore(store, { all: values.all === true, sinceUs, dryRun }, (calls) =>
      progress.at(calls),
    );
    progress.end();
    return done;
  });
  context.out(values.json === true ? jsonLine({ ...repriced, dryRun }) : print(repriced, dryRun));
  return 0;
}

function print({ models, priced, changed }: Repriced, dryRun: boolean): string {
  if (priced === 0) return "no calls to price\n";
  const rows = models.map((model) => [
    terminalText([model.provider, model.model].filter(Boolean).join("/") || "?", 60),
    formatCount(model.calls),
    amount(model.beforeUsd, model.beforeUnpriced),
    amount(model.afterUsd, model.afterUnpriced),
    why(model),
  ]);
  const table = [["model", "calls", "before", "after", ""], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const done = dryRun ? "would change; nothing was written" : "changed";
  return `${lines.join("\n")}\n\n${counted(priced, "call")}, the cost of ${formatCount(changed)} ${done}\n`;
}

function amount(usd: number, unpriced: number): string {
  return unpriced > 0 ? `${formatUsd(usd)} + ${formatCount(unpriced)} unpriced` : formatUsd(usd);
}

function why({ afterUnpriced, reason }: RepricedModel): string {
  return afterUnpriced > 0 && reason !== undefined ? terminalText(reason) : "";
}
