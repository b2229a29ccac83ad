import type { CliContext } from "./run-cli.ts";

/** A command, loaded when it is called for; `agentscribe NAME --help` says what it takes. */
export interface Command {
  /** What it does, as a line of the help of all commands. */
  readonly summary: string;
  /** @returns the exit code; 2 for a wrong command line */
  run(argv: readonly string[], context: CliContext): Promise<number>;
}

export const COMMANDS: Readonly<Record<string, Command>> = {
  inspect: {
    summary: "starts the inspector on this machine: an OTLP receiver, a store and a page",
    run: async (argv, context) => (await import("./inspect/inspect.ts")).runInspect(argv, context),
  },
  tail: {
    summary: "shows what agents do, line by line, while it comes in",
    run: async (argv, context) => (await import("./tail/tail.ts")).runTail(argv, context),
  },
  record: {
    summary: "runs a program and records its models and tools in a cassette",
    run: async (argv, context) => (await import("./record/record.ts")).runRecord(argv, context),
  },
  replay: {
    summary: "goes through a session step by step; runs it again with --run",
    run: async (argv, context) => (await import("./replay/replay.ts")).runReplay(argv, context),
  },
  compare: {
    summary: "puts two sessions side by side: steps, tools, instructions, totals",
    run: async (argv, context) => (await import("./compare/compare.ts")).runCompare(argv, context),
  },
  report: {
    summary: "answers questions as tables: sessions, cost, tools, errors",
    run: async (argv, context) => (await import("./report/report.ts")).runReport(argv, context),
  },
  reprice: {
    summary: "prices recorded calls with the tables of today",
    run: async (argv, context) => (await import("./reprice/reprice.ts")).runReprice(argv, context),
  },
  export: {
    summary: "writes what the store has: OTLP, CSV, speedscope, HTML",
    run: async (argv, context) => (await import("./files/export.ts")).runExport(argv, context),
  },
  import: {
    summary: "takes OTLP files and spools into the store",
    run: async (argv, context) => (await import("./files/import.ts")).runImport(argv, context),
  },
  drain: {
    summary: "sends what earlier processes left on disk",
    run: async (argv, context) => (await import("./drain/drain.ts")).runDrain(argv, context),
  },
  spool: {
    summary: "lists what is left on disk",
    run: async (argv, context) => (await import("./drain/spool.ts")).runSpool(argv, context),
  },
  doctor: {
    summary: "says which installed clients are wrapped, and which model requests of a program were recorded",
    run: async (argv, context) => (await import("./doctor.ts")).runDoctorCommand(argv, context),
  },
};
