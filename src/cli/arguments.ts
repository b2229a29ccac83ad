import { parseArgs } from "node:util";
import { commandList } from "./commands.ts";

/** What a command line asks for. */
export interface CliRequest {
  readonly command: "drain" | "spool";
  /** @defaultValue that of `init` with the same environment */
  readonly directory: string | undefined;
  /** Where to send in place of what the environment says. */
  readonly endpoint: string | undefined;
  readonly timeoutMillis: number;
  readonly json: boolean;
}

export type ParsedArguments =
  | { readonly kind: "request"; readonly request: CliRequest }
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "wrong"; readonly problem: string };

const DEFAULT_TIMEOUT_SECONDS = 30;
const MAX_TIMEOUT_SECONDS = 86_400;

export const USAGE: string = `Usage: agentscribe drain [--directory DIR] [--endpoint URL] [--timeout SECONDS] [--dry-run] [--json]
       agentscribe spool [--directory DIR] [--json]
       agentscribe doctor [--json] [PROGRAM [ARGUMENTS]]
${commandList()}
drain   sends what earlier processes left in the spool directory, and ends. It sends to what OTEL_EXPORTER_OTLP_* say, or to
        --endpoint, which gets no header of the environment. What was recorded for another endpoint stays.
spool   lists what is in the spool directory: destinations, records, bytes, age, refused records. It sends nothing.
doctor  lists the installed packages that have a wrapper, and whether their versions are tested. A program is run with
        agentscribe/register; at its end, the command says how many of its requests to models were recorded, and how many not.

  --directory DIR      the spool directory (AGENTSCRIBE_SPOOL_DIRECTORY, else the user's folder of state)
  --endpoint URL       the base URL of an OTLP backend
  --timeout SECONDS    how long to try at most (${DEFAULT_TIMEOUT_SECONDS})
  --dry-run            the same as the command spool
  --json               prints JSON
  --help, --version

Exit code: 0 when nothing is left to send, 1 when something is, 2 for a wrong command line. spool ends with 0.
doctor ends with 1 when a request to a model was not traced or a package could not be patched.
inspect and the commands after it have a help of their own: agentscribe inspect --help
`;

export function parseArguments(argv: readonly string[]): ParsedArguments {
  let parsed: ReturnType<typeof read>;
  try {
    parsed = read(argv);
  } catch (error) {
    return { kind: "wrong", problem: error instanceof Error ? (error.message.split("\n")[0] ?? "") : "wrong options" };
  }
  const { values, positionals } = parsed;
  if (values.help === true) return { kind: "help" };
  if (values.version === true) return { kind: "version" };
  const [command, ...more] = positionals;
  if (command !== "drain" && command !== "spool") {
    return { kind: "wrong", problem: command === undefined ? "no command" : `unknown command ${command}` };
  }
  if (more.length > 0) return { kind: "wrong", problem: `unexpected argument ${more[0]}` };
  if (command === "spool" && (values.endpoint ?? values.timeout) !== undefined) {
    return { kind: "wrong", problem: "spool sends nothing: it has no --endpoint and no --timeout" };
  }
  const seconds = Number(values.timeout ?? DEFAULT_TIMEOUT_SECONDS);
  if (!(seconds > 0 && seconds <= MAX_TIMEOUT_SECONDS) || values.timeout?.trim() === "") {
    return { kind: "wrong", problem: `--timeout is a number of seconds up to ${MAX_TIMEOUT_SECONDS}` };
  }
  if (values.directory?.trim() === "") return { kind: "wrong", problem: "--directory is empty" };
  return {
    kind: "request",
    request: {
      command: values["dry-run"] === true ? "spool" : command,
      directory: values.directory,
      endpoint: values.endpoint,
      timeoutMillis: seconds * 1_000,
      json: values.json === true,
    },
  };
}

function read(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      directory: { type: "string" },
      endpoint: { type: "string" },
      timeout: { type: "string" },
      "dry-run": { type: "boolean" },
      json: { type: "boolean" },
      help: { type: "boolean", short: "h" },
      version: { type: "boolean" },
    },
  } as const);
}
