import type { ExportFormat } from "../../inspector/exports/export-file.ts";
import type { SessionRow, Store, Target } from "../../inspector/index.ts";
import { type CommandDefinition, CommandFailed, type CommandLine, runCommand, WrongUsage } from "../command-line.ts";
import type { CliContext } from "../run-cli.ts";
import { readingStore } from "../store/open-for-command.ts";
import { findSession } from "../store/session-reference.ts";
import { createProgress } from "../terminal/progress.ts";
import { withoutCommands } from "../terminal/safe-output.ts";
import { parseSince } from "../terminal/time.ts";
import { writeAtomically } from "./write-atomically.ts";

const OPTIONS = {
  store: { type: "string" },
  session: { type: "string" },
  trace: { type: "string" },
  since: { type: "string" },
  format: { type: "string" },
  output: { type: "string", short: "o" },
} as const;

const HELP = `Usage: agentscribe export [--session ID | --trace ID | --since 7d] [--format FORMAT] [-o FILE] [--store FILE]

Writes what a store has: of a session, of a trace, of the sessions since a time, or all of it.

  --format FORMAT      otlp        OpenTelemetry JSON lines, which "import", the Collector and others read (the default)
                       csv         a line for each span
                       speedscope  of a session or trace, for https://www.speedscope.app and its offline version
                       html        of a session: one file with the page in it, to share
  -o, --output FILE    a file for this user alone, whole or not at all; without it the text is printed
  --session ID         an id, the beginning of one, "last", "last~1"
  --trace ID           32 hexadecimal digits
  --since TIME         sessions since then: 90m, 24h, 7d, or a date (its midnight here)
  --store FILE         the store (that of "agentscribe inspect")

Exit code: 0, 1 when there is nothing to write or it cannot be written, 2 for a wrong command line.
`;

const DEFINITION: CommandDefinition<typeof OPTIONS> = { name: "export", help: HELP, options: OPTIONS, run: exportData };

/** `agentscribe export`. @returns the exit code */
export async function runExport(argv: readonly string[], context: CliContext): Promise<number> {
  return await runCommand(DEFINITION, argv, context);
}

async function exportData({ values }: CommandLine<typeof OPTIONS>, context: CliContext): Promise<number> {
  const { EXPORT_FORMATS } = await import("../../inspector/exports/export-file.ts");
  const format = EXPORT_FORMATS.find((one) => one === (values.format ?? "otlp"));
  if (format === undefined) throw new WrongUsage(`--format is one of ${EXPORT_FORMATS.join(", ")}`);
  const { session, trace, since, output } = values;
  if ([session, trace, since].filter((one) => one !== undefined).length > 1) {
    throw new WrongUsage("name one of --session, --trace and --since");
  }
  if (format === "html" && session === undefined)
    throw new WrongUsage("--format html is of one session: use --session");
  if (format === "speedscope" && session === undefined && trace === undefined)
    throw new WrongUsage("--format speedscope is of one session or trace: use --session or --trace");
  if (trace !== undefined && !/^[0-9a-f]{32}$/i.test(trace)) throw new WrongUsage("--trace is 32 hexadecimal digits");
  if (output?.trim() === "") throw new WrongUsage("--output is empty");
  const sinceUs = since === undefined ? undefined : parseSince(since, Date.now());
  if (since !== undefined && sinceUs === undefined)
    throw new WrongUsage("--since is a time such as 24h, 7d or 2026-11-21");
  await readingStore(values.store, context, async (store) => {
    const target: Target | undefined =
      session !== undefined
        ? { session: await findSession(store, session) }
        : trace === undefined
          ? undefined
          : { trace: trace.toLowerCase() };
    const pieces = sinceUs === undefined ? await piecesOf(store, format, target) : piecesSince(store, format, sinceUs);
    await write(notEmpty(pieces, format === "csv" ? 1 : 0), output, context);
  });
  return 0;
}

async function piecesOf(
  store: Store,
  format: ExportFormat,
  target: Target | undefined,
): Promise<AsyncIterable<string>> {
  const { exportFile } = await import("../../inspector/exports/export-file.ts");
  return (await exportFile(store, format, target)).pieces;
}

/** @param heads - pieces that hold no data yet, which the head of a table is */
async function* notEmpty(pieces: AsyncIterable<string>, heads: number): AsyncGenerator<string> {
  let held = "";
  let count = 0;
  for await (const piece of pieces) {
    held += piece;
    count += 1;
    if (count <= heads) continue;
    yield held;
    held = "";
  }
  if (count <= heads) throw new CommandFailed("the store has nothing to write");
}

/** Session after session; the head of a table stands once. */
async function* piecesSince(store: Store, format: ExportFormat, sinceUs: number): AsyncGenerator<string> {
  let isFirst = true;
  for await (const { id } of sessionsSince(store, sinceUs)) {
    let isHead = format === "csv";
    for await (const piece of await piecesOf(store, format, { session: id })) {
      if (!isHead || isFirst) yield piece;
      isHead = false;
    }
    isFirst = false;
  }
  if (isFirst) throw new CommandFailed("there is no session since then");
}

async function* sessionsSince(store: Store, fromUs: number): AsyncGenerator<SessionRow> {
  let cursor: string | undefined;
  do {
    const { sessions, next } = await store.sessions({ fromUs, limit: 1_000, cursor });
    yield* sessions;
    cursor = next ?? undefined;
  } while (cursor !== undefined);
}

async function write(pieces: AsyncIterable<string>, output: string | undefined, context: CliContext): Promise<void> {
  if (output === undefined) {
    for await (const piece of pieces) {
      context.out(context.columns === undefined ? piece : withoutCommands(piece));
      await context.drain?.();
    }
    return;
  }
  const progress = createProgress(context, "written", 0);
  let characters = 0;
  await writeAtomically(output, pieces, (piece) => {
    characters += piece.length;
    progress.at(characters);
  });
  progress.end();
}
