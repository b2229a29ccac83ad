import { type CommandLine, WrongUsage } from "../command-line.ts";
import type { CliContext } from "../run-cli.ts";

export const INSPECT_OPTIONS = {
  port: { type: "string" },
  "grpc-port": { type: "string" },
  grpc: { type: "boolean" },
  store: { type: "string" },
  memory: { type: "boolean" },
  open: { type: "boolean" },
  spool: { type: "string" },
  "max-size": { type: "string" },
  "full-text": { type: "boolean" },
  price: { type: "boolean" },
  reprice: { type: "boolean" },
  webhook: { type: "string" },
  color: { type: "boolean" },
} as const;

/** What `agentscribe inspect` is asked for; undefined is the inspector's own default. */
export interface InspectRequest {
  readonly paths: readonly string[];
  readonly port: number | undefined;
  readonly grpcPort: number | false | undefined;
  readonly store: string | undefined;
  /** Shows the page in a browser. */
  readonly open: boolean;
  /** A spool to read: a folder, or `""` for that of the environment. */
  readonly spool: string | undefined;
  readonly maxBytes: number | undefined;
  readonly fullText: boolean | undefined;
  readonly price: "missing" | "all" | "none";
  /** Where alerts are posted to. */
  readonly webhook: string | undefined;
  readonly color: boolean | undefined;
}

/** `--spool` may stand alone: it then means the spool of the environment. */
export function withSpoolValue(argv: readonly string[]): readonly string[] {
  return argv.flatMap((one, index) => {
    if (one !== "--spool") return [one];
    const next = argv[index + 1];
    return next === undefined || next.startsWith("-") ? ["--spool="] : [one];
  });
}

/** @throws WrongUsage */
export function inspectRequest(
  line: CommandLine<typeof INSPECT_OPTIONS>,
  { env, columns }: CliContext,
): InspectRequest {
  const { values, positionals } = line;
  if (values.memory === true && values.store !== undefined)
    throw new WrongUsage("--memory and --store exclude each other");
  if (values.price === false && values.reprice === true)
    throw new WrongUsage("--no-price and --reprice exclude each other");
  if (values.store?.trim() === "") throw new WrongUsage("--store is empty");
  return {
    paths: positionals,
    port: portOf(values.port, "--port"),
    grpcPort: values.grpc === false ? false : portOf(values["grpc-port"], "--grpc-port"),
    store: values.memory === true ? ":memory:" : values.store,
    open: values.open ?? (columns !== undefined && (env.CI ?? "") === ""),
    spool: values.spool,
    maxBytes: bytesOf(values["max-size"]),
    fullText: values["full-text"],
    price: values.price === false ? "none" : values.reprice === true ? "all" : "missing",
    webhook: webhookOf(values.webhook),
    color: values.color,
  };
}

/** Without the address in the error: there may be a password in it. */
function webhookOf(text: string | undefined): string | undefined {
  if (text === undefined || /^https?:\/\/[^/]/i.test(text)) return text;
  throw new WrongUsage("--webhook is an http:// or https:// address");
}

function portOf(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new WrongUsage(`${option} is a number from 0 to 65535; 0 takes a free one`);
  return port;
}

const UNITS: Readonly<Record<string, number>> = { KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 };
/** Less does not hold a day of one agent. */
const LEAST_BYTES = 10 * 1024 ** 2;

function bytesOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, count, unit = ""] = /^(\d{1,12}(?:\.\d{1,3})?)\s*([KMGT]i?B)$/i.exec(text) ?? [];
  const bytes = Math.floor(Number(count) * (UNITS[unit.toUpperCase().replace("I", "")] ?? Number.NaN));
  if (!(bytes >= LEAST_BYTES)) throw new WrongUsage("--max-size is a size of 10 MB or more, such as 500MB or 2GB");
  return bytes;
}
