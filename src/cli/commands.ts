import type { CliContext } from "./run-cli.ts";

/** A command with arguments of its own, loaded when it is called for. */
export interface Command {
  /** Its arguments and what it does, as a line of the help of all commands; `agentscribe NAME --help` says the rest. */
  readonly usage: string;
  /** @returns the exit code; 2 for a wrong command line */
  run(argv: readonly string[], context: CliContext): Promise<number>;
}

export const COMMANDS: Readonly<Record<string, Command>> = {
  report: {
    usage: "[QUESTION] [--by NAME] [--since 7d] [--store FILE|URL]   sessions, cost, tools, errors: answers as tables",
    run: async (argv, context) => (await import("./report.ts")).runReport(argv, context),
  },
};

/** The commands of this table, one a line. */
export function commandList(): string {
  const names = Object.keys(COMMANDS);
  const width = Math.max(...names.map((name) => name.length));
  return names.map((name) => `       agentscribe ${name.padEnd(width)} ${COMMANDS[name]?.usage}\n`).join("");
}
