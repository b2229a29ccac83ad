import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { optionsIn, type Turn } from "./script.ts";

/** Options of a query whose executable plays these turns. The folder goes with the test. */
export function optionsFor(...turns: readonly Turn[]): object {
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-claude-"));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return optionsIn(folder, turns);
}
