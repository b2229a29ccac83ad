import type { Store } from "../../inspector/index.ts";
import { type CommandDefinition, CommandFailed, type CommandLine, runCommand } from "../command-line.ts";
import { priceByTables } from "../price-call.ts";
import type { CliContext } from "../run-cli.ts";
import { holderOf, storePath, writingStore } from "../store/open-for-command.ts";
import { jsonLine } from "../terminal/safe-output.ts";
import { ingestOver } from "./ingest-over-http.ts";
import { type Source, sourcesOf } from "./read-path.ts";
import { type TakenIn, takeIn, takenInLine } from "./take-in.ts";

const OPTIONS = {
  store: { type: "string" },
  price: { type: "boolean" },
  json: { type: "boolean" },
} as const;

const HELP = `Usage: agentscribe import FILE|DIR|- ... [--store FILE] [--no-price] [--json]

Takes telemetry into a store: OTLP as JSON lines, JSON or protobuf (.gz, .zst), or a spool directory, in which nothing is changed. What is there already is not
taken twice. Model calls without a cost are priced, each at the prices of its own start. While an inspector has the store, it is sent to that, which prices.

  FILE|DIR|-       files, folders with files, spool directories, what is piped in
  --store FILE     the store (that of "agentscribe inspect"); it is made when it is not there
  --no-price       leaves calls without a cost as they are
  --json           prints JSON

Exit code: 0, 1 when something could not be read or was rejected, 2 for a wrong command line.
`;

const DEFINITION: CommandDefinition<typeof OPTIONS> = {
  name: "import",
  help: HELP,
  options: OPTIONS,
  positionals: [1, 10_000],
  run: importPaths,
};

/** `agentscribe import`. @returns the exit code */
export async function runImport(argv: readonly string[], context: CliContext): Promise<number> {
  return await runCommand(DEFINITION, argv, context);
}

async function importPaths({ values, positionals }: CommandLine<typeof OPTIONS>, context: CliContext): Promise<number> {
  const sources = (await Promise.all(positionals.map((path) => sourcesOf(path, context)))).flat();
  const done = await takeInto(sources, values, context);
  if (values.json === true) context.out(jsonLine(done));
  else for (const one of done) context.out(`${takenInLine(one)}\n`);
  return done.every(({ problem, rejected }) => problem === undefined && rejected === 0) ? 0 : 1;
}

async function takeInto(
  sources: readonly Source[],
  { store: named, price = true }: CommandLine<typeof OPTIONS>["values"],
  context: CliContext,
): Promise<readonly TakenIn[]> {
  const holder = await holderOf(await storePath(named, context), context);
  if (holder !== undefined) return await takeIn(sources, ingestOver(holder.origin), context);
  return await writingStore(named, context, async (store) => {
    const done = await takeIn(sources, store.ingest.bind(store), context);
    if (price) await priceAll(store);
    return done;
  }).catch((error: unknown) => {
    throw error instanceof Error ? error : new CommandFailed("the store cannot be opened");
  });
}

/** As an inspector does it. */
async function priceAll(store: Store): Promise<void> {
  const { createBatchPricing } = await import("../../inspector/serve/batch-pricing.ts");
  const priceBatch = createBatchPricing(store, priceByTables());
  while (await priceBatch());
}
