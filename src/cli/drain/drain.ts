import { surveySpool } from "../../export/spool/spool-survey.ts";
import { createDiag } from "../../internal/diag.ts";
import { optOutReason } from "../../internal/opt-out.ts";
import { type CommandDefinition, type CommandLine, runCommand, WrongUsage } from "../command-line.ts";
import type { CliContext } from "../run-cli.ts";
import { drainSpool } from "./drain-spool.ts";
import { leftRecords, printDrain, printSurvey } from "./print.ts";
import { DIRECTORY_OPTION, listSpool, spoolDirectory } from "./spool.ts";

const DEFAULT_TIMEOUT_SECONDS = 30;
const MAX_TIMEOUT_SECONDS = 86_400;

const HELP = `Usage: agentscribe drain [--directory DIR] [--endpoint URL] [--timeout SECONDS] [--any-credentials]
                         [--dry-run] [--json]

Sends what earlier processes left in the spool directory, and ends. It sends to what OTEL_EXPORTER_OTLP_* say, or to --endpoint.
What was recorded for another endpoint stays, and so does what was recorded with other credentials: it may be for another account.

${DIRECTORY_OPTION}
  --endpoint URL       the base URL of an OTLP backend; it gets no header of the environment
  --timeout SECONDS    how long to try at most (${DEFAULT_TIMEOUT_SECONDS})
  --any-credentials    also sends what was recorded with other credentials than those that are given now
  --dry-run            sends nothing, and lists what is there, as "agentscribe spool" does
  --json               prints JSON

Exit code: 0 when nothing is left to send, 1 when something is, 2 for a wrong command line.
`;

const OPTIONS = {
  directory: { type: "string" },
  endpoint: { type: "string" },
  timeout: { type: "string" },
  "any-credentials": { type: "boolean" },
  "dry-run": { type: "boolean" },
  json: { type: "boolean" },
} as const;

const DEFINITION: CommandDefinition<typeof OPTIONS> = { name: "drain", help: HELP, options: OPTIONS, run: drain };

/** `agentscribe drain`. @returns the exit code */
export async function runDrain(argv: readonly string[], context: CliContext): Promise<number> {
  return await runCommand(DEFINITION, argv, context);
}

async function drain({ values }: CommandLine<typeof OPTIONS>, context: CliContext): Promise<number> {
  const { endpoint, json = false } = values;
  const seconds = Number(values.timeout ?? DEFAULT_TIMEOUT_SECONDS);
  if (!(seconds > 0 && seconds <= MAX_TIMEOUT_SECONDS) || values.timeout?.trim() === "")
    throw new WrongUsage(`--timeout is a number of seconds up to ${MAX_TIMEOUT_SECONDS}`);
  const directory = spoolDirectory(values.directory, context);
  if (values["dry-run"] === true) return await listSpool(directory, json, context);
  const { env, out, err } = context;
  const off = optOutReason(undefined, env);
  if (off !== undefined) {
    const survey = await surveySpool({ directory });
    err(`agentscribe drain: telemetry is off (${off}); nothing is sent\n`);
    out(printSurvey(survey, json));
    return leftRecords(survey) === 0 ? 0 : 1;
  }
  const drained = await drainSpool({
    directory,
    endpoint,
    anyCredentials: values["any-credentials"] === true,
    timeoutMillis: seconds * 1_000,
    env,
    diag: createDiag(),
  });
  if (drained === "wrong endpoint") throw new WrongUsage("--endpoint is no http or https URL");
  out(printDrain(drained, json));
  return drained.left.refused === undefined && leftRecords(drained.left) === 0 ? 0 : 1;
}
