import { resolve } from "node:path";
import { webhookTarget } from "../../inspector/alerts/webhook/webhook-target.ts";
import type { Inspector } from "../../inspector/index.ts";
import { counted } from "../../internal/format.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import { defaultSpoolDirectory } from "../../sdk/spool-location.ts";
import { type CommandDefinition, CommandFailed, runCommand } from "../command-line.ts";
import { type Source, sourcesOf, spoolSource } from "../files/read-path.ts";
import { takeIn, takenInLine } from "../files/take-in.ts";
import { priceByTables } from "../price-call.ts";
import type { CliContext } from "../run-cli.ts";
import { storePath } from "../store/open-for-command.ts";
import { createPaint } from "../terminal/paint.ts";
import { aborted, interruption } from "../wait.ts";
import { INSPECT_OPTIONS, type InspectRequest, inspectRequest, withSpoolValue } from "./inspect-options.ts";
import { openBrowser } from "./open-browser.ts";

const HELP = `Usage: agentscribe inspect [FILE|DIR ...] [OPTIONS]

Starts the inspector on this machine: a receiver of OpenTelemetry data, a store and a page that shows what agents did. It ends with Ctrl+C.

  FILE|DIR              telemetry to take in first: OTLP as JSON lines, JSON or protobuf (.gz, .zst), or a spool directory
  --spool [DIR]         takes in what agents recorded and nobody received: of DIR, else of the spool of this user. Nothing in it is changed
  --port N              for OTLP over HTTP and the page (4318); 0 takes a free one
  --grpc-port N         for OTLP over gRPC (4317, and none when that is taken)
  --no-grpc             no OTLP over gRPC
  --store FILE          where data is kept ($XDG_STATE_HOME/agentscribe/inspector.db, else ~/.local/state/agentscribe/inspector.db)
  --memory              keeps nothing
  --max-size SIZE       deletes the oldest traces above it (2GB)
  --full-text           keeps an index of the text of messages, for search
  --open, --no-open     shows the page in a browser (on a terminal, not where CI is set)
  --no-price            leaves calls without a cost as they are
  --reprice             prices all calls again, with the tables of today
  --webhook URL         posts what leaves the usual as JSON, when it begins and when it ends (docs/inspector.md)

AGENTSCRIBE_INSPECTOR_TOKEN sets the token that the page and commands need; without it each start has a new one.

Exit code: 0 when it was ended, 1 when it could not start, 2 for a wrong command line.
`;

const DEFINITION: CommandDefinition<typeof INSPECT_OPTIONS> = {
  name: "inspect",
  help: HELP,
  options: INSPECT_OPTIONS,
  positionals: [0, 1_000],
  run: async (line, context) => await inspect(inspectRequest(line, context), context),
};

/** `agentscribe inspect`. @returns the exit code */
export async function runInspect(argv: readonly string[], context: CliContext): Promise<number> {
  return await runCommand(DEFINITION, withSpoolValue(argv), context);
}

async function inspect(request: InspectRequest, context: CliContext): Promise<number> {
  // Before anything is started: a file that is not there is a mistake of the command line.
  const sources = await sourcesToTakeIn(request, context);
  const store = request.store === ":memory:" ? request.store : await storePath(request.store, context);
  const end = interruption(context);
  try {
    const { startInspector } = await import("../../inspector/index.ts");
    const inspector = await startInspector({
      port: request.port,
      grpcPort: request.grpcPort,
      store,
      fullText: request.fullText,
      maxBytes: request.maxBytes,
      webhook: request.webhook,
      price: request.price === "none" ? undefined : priceByTables(),
      log: (line) => context.err(`agentscribe: ${terminalText(line, 300)}\n`),
    });
    try {
      greet(inspector, store, request, context);
      for (const done of await takeIn(sources, (...given) => inspector.store.ingest(...given), context)) {
        context.out(`  ${takenInLine(done)}\n`);
      }
      if (request.price === "all") await repriceAll(inspector, context);
      if (request.open) openBrowser(inspector.entryUrl());
      await aborted(end.signal);
    } finally {
      await inspector.close();
    }
  } finally {
    end.dispose();
  }
  return 0;
}

async function sourcesToTakeIn({ paths, spool }: InspectRequest, context: CliContext): Promise<readonly Source[]> {
  const sources = (await Promise.all(paths.map((path) => sourcesOf(path, context)))).flat();
  if (spool === undefined) return sources;
  const directory = spool === "" ? defaultSpoolDirectory(undefined, context.env) : resolve(spool);
  if (directory === undefined) throw new CommandFailed("no folder is known for a spool; use --spool DIR");
  return [...sources, spoolSource(directory)];
}

function greet(inspector: Inspector, store: string, request: InspectRequest, context: CliContext): void {
  const paint = createPaint(context, request.color);
  const grpc =
    inspector.grpcUrl === undefined ? "" : `  OTEL_EXPORTER_OTLP_ENDPOINT=${inspector.grpcUrl}   (over gRPC)\n`;
  const kept = store === ":memory:" ? "nothing is kept" : terminalText(store, 300);
  const posted =
    request.webhook === undefined ? "" : `\n  alerts are posted to ${webhookTarget(request.webhook).address}`;
  context.out(`${paint("bold", "agentscribe inspector")}

  page   ${paint("accent", inspector.url)}
  store  ${kept}${posted}

Agents send here with
  OTEL_EXPORTER_OTLP_ENDPOINT=${inspector.otlpUrl}
${grpc}
`);
}

async function repriceAll({ store }: Inspector, context: CliContext): Promise<void> {
  const { repriceStore } = await import("../reprice/reprice-store.ts");
  const { priced, changed } = await repriceStore(
    store,
    { all: true, sinceUs: undefined, dryRun: false },
    () => undefined,
  );
  context.out(`  priced ${counted(priced, "call")} again, ${changed} of them changed\n`);
}
