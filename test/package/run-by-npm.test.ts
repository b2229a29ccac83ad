import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { childEnv } from "../support/child-env.ts";
import { type PackedProject, packedProject } from "./packed.ts";

const INSPECT = ["inspect", "--port", "0", "--no-grpc", "--memory", "--no-open"];
const RUNNERS = { npx: ["npx", "--no", "agentscribe", ...INSPECT], "a script": ["npm", "run", "--silent", "inspect"] };

let project: PackedProject;
beforeAll(() => {
  project = packedProject();
  const bin = join(project.folder, "node_modules/.bin");
  mkdirSync(bin);
  symlinkSync("../agentscribe/dist/cli.js", join(bin, "agentscribe"));
  const scripts = { inspect: `agentscribe ${INSPECT.join(" ")}` };
  writeFileSync(join(project.folder, "package.json"), JSON.stringify({ private: true, scripts }));
});
afterAll(() => project?.remove());

/** npm, in a group of its own and with its files in the project's folder; it asks no registry. */
function start([command = "", ...args]: readonly string[], state: string): ChildProcess {
  const { PATH = "", ...env } = childEnv();
  const npm = { npm_config_cache: join(project.folder, "cache"), npm_config_update_notifier: "false" };
  return spawn(command, args, {
    cwd: project.folder,
    env: {
      ...env,
      ...npm,
      npm_config_offline: "true",
      XDG_STATE_HOME: state,
      PATH: [dirname(process.execPath), PATH].join(delimiter),
    },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
}

it.each(
  Object.entries(RUNNERS).flatMap(([name, command]) =>
    (["Ctrl+C", "SIGTERM", "SIGHUP", "SIGKILL"] as const).map((signal) => [name, signal, command] as const),
  ),
)("an inspector that %s runs ends when that is ended with %s", async (name, signal, command) => {
  const state = join(project.folder, `state-${name.at(-1)}-${signal}`);
  const child = start(command, state);
  // Shell and inspector are of the same group, and stay in it when npm has gone.
  onTestFinished(() => killGroup(child));
  // All who write to it have ended when it ends.
  let said = "";
  for await (const chunk of child.stdout?.setEncoding("utf8") ?? []) {
    if (!said.includes("Agents send here") && String(chunk).includes("Agents send here")) end(child, signal);
    said += String(chunk);
  }
  expect(said).toContain("page   http://127.0.0.1:");
  // It had the time to put away its token.
  expect(readdirSync(join(state, "agentscribe"))).toEqual([]);
});

/** A terminal sends SIGINT to all of the group; signals of others go to npm alone. */
function end(child: ChildProcess, signal: "Ctrl+C" | "SIGTERM" | "SIGHUP" | "SIGKILL"): void {
  if (signal !== "Ctrl+C") child.kill(signal);
  else if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
}

function killGroup({ pid = 0 }: ChildProcess): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // All of them have ended.
  }
}
