import type { CliContext } from "./run-cli.ts";

/** `agentscribe report`: answers a question about what is in a store. @returns the exit code */
export async function runReport(_argv: readonly string[], { err }: CliContext): Promise<number> {
  err("agentscribe: report is not there yet\n");
  return 2;
}
