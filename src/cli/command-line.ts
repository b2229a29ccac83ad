import { type ParseArgsConfig, parseArgs } from "node:util";
import { counted } from "../internal/format.ts";
import { terminalText } from "../internal/terminal-text.ts";
import type { CliContext } from "./run-cli.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** A command of the inspector: what it takes, and what it does with it. */
export interface CommandDefinition<T extends Options> {
  readonly name: string;
  /** The whole text of `--help`, exit codes included. */
  readonly help: string;
  /** Beside `--help`; flags have a `--no-` twin. */
  readonly options: T;
  /** How many arguments that are no options it takes. @defaultValue none */
  readonly positionals?: readonly [least: number, most: number];
  /** @throws WrongUsage for values that are no good */
  run(line: CommandLine<T>, context: CliContext): Promise<number>;
}

export interface CommandLine<T extends Options> {
  readonly values: ReturnType<typeof parseArgs<{ options: T }>>["values"];
  readonly positionals: readonly string[];
}

/** What was asked for makes no sense: exit code 2, with the command's usage. */
export class WrongUsage extends Error {
  override readonly name = "WrongUsage";
}

/** Something that the command needs is not there: exit code 1, in one line. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";
}

/** Reads the command line and runs the command. @returns the exit code */
export async function runCommand<T extends Options>(
  definition: CommandDefinition<T>,
  argv: readonly string[],
  context: CliContext,
): Promise<number> {
  const { name, help } = definition;
  // What is behind `--` is a program's own.
  const end = argv.indexOf("--");
  const own = end === -1 ? argv : argv.slice(0, end);
  if (own.includes("--help") || own.includes("-h")) {
    context.out(help);
    return 0;
  }
  try {
    return await definition.run(parse(definition, argv), context);
  } catch (error) {
    const message = terminalText(error instanceof Error ? error.message.split("\n")[0] : error, 400);
    context.err(`agentscribe ${name}: ${message}\n`);
    // Not the whole help: of a screen full of it, the line above would be the first to go.
    if (error instanceof WrongUsage) context.err(`\n${usageOf(help)}\nMore: agentscribe ${name} --help\n`);
    return error instanceof WrongUsage ? 2 : 1;
  }
}

/** The first paragraph of a command's help. */
const usageOf = (help: string): string => help.slice(0, help.indexOf("\n\n") + 1);

function parse<T extends Options>(
  { options, positionals: [least, most] = [0, 0] }: CommandDefinition<T>,
  argv: readonly string[],
): CommandLine<T> {
  let parsed: CommandLine<T>;
  try {
    parsed = parseArgs({ args: [...argv], options, allowPositionals: true, allowNegative: true });
  } catch (error) {
    throw new WrongUsage(problemOfOptions(error));
  }
  const { length } = parsed.positionals;
  if (length > most) throw new WrongUsage(`unexpected argument ${parsed.positionals[most]}`);
  if (length < least)
    throw new WrongUsage(`${counted(least - length, length === 0 ? "argument" : "more argument")} needed`);
  return parsed;
}

/** What Node says of options that it cannot read, without its advice. */
export function problemOfOptions(error: unknown): string {
  const [line = ""] = error instanceof Error ? error.message.split("\n") : [];
  const [, option] = /^Unknown option '([^']+)'/.exec(line) ?? [];
  if (option !== undefined) return `unknown option ${option}`;
  return line === "" ? "wrong options" : line;
}
