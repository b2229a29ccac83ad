import type { RunningInspector } from "../../inspector/serve/running-inspectors.ts";
import { CommandFailed, WrongUsage } from "../command-line.ts";
import type { CliContext } from "../run-cli.ts";

/** The inspector at an address, else the newest that runs; undefined when none does. Only those of this user are known, with their token. */
export async function findInspector(
  url: string | undefined,
  { env }: CliContext,
): Promise<RunningInspector | undefined> {
  const { runningInspectors } = await import("../../inspector/serve/running-inspectors.ts");
  const { stateFolder } = await import("../../inspector/serve/state-folder.ts");
  const running = await runningInspectors(stateFolder(env));
  if (url === undefined) return running[0];
  const port = portOf(url);
  const found = running.find((one) => one.port === port);
  if (found === undefined) throw new CommandFailed(`no inspector of this user runs at http://127.0.0.1:${port}`);
  return found;
}

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** An inspector is on this machine: the token goes nowhere else. */
function portOf(url: string): number {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== "http:" || !LOOPBACK.has(parsed.hostname)) {
    throw new WrongUsage("--url is the address of an inspector on this machine, such as http://127.0.0.1:4318");
  }
  return Number(parsed.port || 80);
}
