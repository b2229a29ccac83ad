import { surveySpool } from "../../export/spool/spool-survey.ts";
import { defaultSpoolDirectory } from "../../sdk/spool-location.ts";
import { type CommandDefinition, CommandFailed, runCommand, WrongUsage } from "../command-line.ts";
import type { CliContext } from "../run-cli.ts";
import { printSurvey } from "./print.ts";

export const DIRECTORY_OPTION =
  "  --directory DIR      the spool directory (AGENTSCRIBE_SPOOL_DIRECTORY, else the user's folder of state)";

const HELP = `Usage: agentscribe spool [--directory DIR] [--json]

Lists what is in the spool directory: destinations, records, bytes, age, refused records. It sends nothing; "agentscribe drain" does.

${DIRECTORY_OPTION}
  --json               prints JSON

Exit code: 0, 1 when no directory is known, 2 for a wrong command line.
`;

const OPTIONS = { directory: { type: "string" }, json: { type: "boolean" } } as const;

const DEFINITION: CommandDefinition<typeof OPTIONS> = {
  name: "spool",
  help: HELP,
  options: OPTIONS,
  run: ({ values }, context) => listSpool(spoolDirectory(values.directory, context), values.json === true, context),
};

/** `agentscribe spool`. @returns the exit code */
export async function runSpool(argv: readonly string[], context: CliContext): Promise<number> {
  return await runCommand(DEFINITION, argv, context);
}

/** The folder that is named, else that of `init` with the same environment. */
export function spoolDirectory(named: string | undefined, { env }: CliContext): string {
  if (named?.trim() === "") throw new WrongUsage("--directory is empty");
  const directory = defaultSpoolDirectory(named, env);
  if (directory === undefined) throw new CommandFailed("no folder is known for a spool; use --directory");
  return directory;
}

export async function listSpool(directory: string, json: boolean, { out }: CliContext): Promise<number> {
  out(printSurvey(await surveySpool({ directory }), json));
  return 0;
}
