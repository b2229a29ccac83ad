import type { CliContext } from "./run-cli.ts";

/** A command with arguments of its own, loaded when it is called for. */
export interface Command {
  /** Its arguments and what it does, as a line of the help of all commands; `agentscribe NAME --help` says the rest. */
  readonly usage: string;
  /** @returns the exit code; 2 for a wrong command line */
  run(argv: readonly string[], context: CliContext): Promise<number>;
}

export const COMMANDS: Readonly<Record<string, Command>> = {
  inspect: {
    usage: "[FILE|DIR ...] [--port N] [--spool [DIR]]   the inspector: an OTLP receiver, a store and a page",
    run: async (argv, context) => (await import("./inspect/inspect.ts")).runInspect(argv, context),
  },
  tail: {
    usage: "[--service NAME] [--session ID]   what agents do, line by line, while it comes in",
    run: async (argv, context) => (await import("./tail/tail.ts")).runTail(argv, context),
  },
  replay: {
    usage: "SESSION [--step N] [--speed N]   goes through a session step by step",
    run: async (argv, context) => (await import("./replay/replay.ts")).runReplay(argv, context),
  },
  compare: {
    usage: "A B   two sessions side by side: steps, tools, instructions, totals",
    run: async (argv, context) => (await import("./compare/compare.ts")).runCompare(argv, context),
  },
  report: {
    usage: "[QUESTION] [--by NAME] [--since 7d] [--store FILE|URL]   sessions, cost, tools, errors: answers as tables",
    run: async (argv, context) => (await import("./report/report.ts")).runReport(argv, context),
  },
  reprice: {
    usage: "[--since 7d] [--all] [--dry-run]   prices calls with the tables of today",
    run: async (argv, context) => (await import("./reprice/reprice.ts")).runReprice(argv, context),
  },
  export: {
    usage: "[--session ID] [--format otlp|csv|speedscope|html] [-o FILE]   writes what the store has",
    run: async (argv, context) => (await import("./files/export.ts")).runExport(argv, context),
  },
  import: {
    usage: "FILE|DIR|- ...   takes OTLP files and spools into the store",
    run: async (argv, context) => (await import("./files/import.ts")).runImport(argv, context),
  },
};

/** The commands of this table, one a line. */
export function commandList(): string {
  const names = Object.keys(COMMANDS);
  const width = Math.max(...names.map((name) => name.length));
  return names.map((name) => `       agentscribe ${name.padEnd(width)} ${COMMANDS[name]?.usage}\n`).join("");
}
