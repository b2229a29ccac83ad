import { describeError } from "../internal/guard.ts";
import { terminalText } from "../internal/terminal-text.ts";
import { VERSION } from "../version.ts";
import { COMMANDS } from "./commands.ts";
import { isOldNode, OLDEST_NODE } from "./node-version.ts";

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
  /** The version of Node. @defaultValue that of the process */
  readonly node?: string | undefined;
  /** Ends a command that runs until it is told to. @defaultValue the signals of the process do */
  readonly signal?: AbortSignal | undefined;
}

/** Reads keys one by one, until it is told to end. */
export type Keys = (onKey: (key: string) => void) => { end(): void };

const HELP = `Usage: agentscribe COMMAND [ARGUMENTS]

${commandList()}
agentscribe COMMAND --help says the rest; agentscribe --version prints the version.
`;

/** Runs a command line. @returns the exit code: 0, 1 when something is left or went wrong, 2 for a wrong command line. Never rejects. */
export async function runCli(argv: readonly string[], context: CliContext): Promise<number> {
  const [first = "", ...rest] = argv;
  if (first === "help" && rest[0] !== undefined) return await runCli([rest[0], "--help"], context);
  if (first === "help" || first === "--help" || first === "-h") return said(context.out, HELP, 0);
  if (first === "--version") return said(context.out, `${VERSION}\n`, 0);
  const command = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  if (command === undefined) {
    const problem =
      first === "" ? "no command" : `${first.startsWith("-") ? "unknown option" : "unknown command"} ${first}`;
    return said(context.err, `agentscribe: ${terminalText(problem)}\n\n${HELP}`, 2);
  }
  const { node = process.versions.node } = context;
  if (isOldNode(node)) return said(context.err, `agentscribe needs Node ${OLDEST_NODE} or newer; this is ${node}\n`, 1);
  try {
    return await command.run(rest, context);
  } catch (error) {
    return said(context.err, `agentscribe ${first}: ${terminalText(describeError(error), 400)}\n`, 1);
  }
}

/** The commands of the table, one a line. */
function commandList(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  return Object.entries(COMMANDS)
    .map(([name, { summary }]) => `  ${name.padEnd(width)}   ${summary}\n`)
    .join("");
}

function said(write: (text: string) => void, text: string, code: number): number {
  write(text);
  return code;
}
