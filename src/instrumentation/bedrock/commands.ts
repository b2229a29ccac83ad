import { readPath } from "../read-path.ts";

/** A command of AWS's client, by the name of its operation: `Converse`, `InvokeModel`. */
export interface BedrockCommand {
  readonly name: string;
  readonly input: unknown;
}

const MODEL_COMMANDS: ReadonlySet<string> = new Set([
  "Converse",
  "ConverseStream",
  "InvokeModel",
  "InvokeModelWithResponseStream",
]);

/** Whether a command asks a model for something: guardrails, token counts and jobs do not. */
export function isModelCommand(command: unknown): boolean {
  return MODEL_COMMANDS.has(readCommand(command)?.name ?? "");
}

/** Reads a command. Its schema has the name that a minifier of the application leaves alone; older clients have only that of the class. */
export function readCommand(command: unknown): BedrockCommand | undefined {
  const named = readPath(command, "schema", 2) ?? readPath(command, "constructor", "name");
  return typeof named === "string"
    ? { name: named.replace(/Command$/, ""), input: readPath(command, "input") }
    : undefined;
}
