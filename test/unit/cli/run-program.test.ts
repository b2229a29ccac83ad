import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { runInTerminal } from "../../../src/cli/run-program.ts";

const PROGRAM = `
  process.on("SIGTERM", () => process.exit(7));
  process.on("SIGHUP", () => process.exit(8));
  setInterval(() => undefined, 1_000);
  require("node:fs").writeFileSync(process.argv[1], "");
`;

it.runIf(process.platform !== "win32").each([
  ["SIGTERM", 7],
  ["SIGHUP", 8],
] as const)("%s reaches the program that a command runs, and its end is waited for", async (signal, code) => {
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-run-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const listens = join(folder, "listens");
  const before = process.listeners(signal);
  const ended = runInTerminal([process.execPath, "-e", PROGRAM, listens], { env: process.env, stdio: "ignore" });
  const [added] = process.listeners(signal).filter((one) => !before.includes(one));
  await vi.waitUntil(() => existsSync(listens), 10_000);
  added?.(signal);
  expect(await ended).toEqual({ code, signal: null });
  expect(process.listeners(signal)).toEqual(before);
});
