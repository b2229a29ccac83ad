import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { childEnv } from "../support/child-env.ts";
import { withoutReminder } from "../support/without-reminder.ts";
import { rememberPacked } from "./release/tested-tarball.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Node versions that are supported, each from its npm package. */
export const NODES: Readonly<Record<string, string>> = {
  "22": join(root, "node_modules/node22/bin/node"),
  "24": join(root, "node_modules/node/bin/node"),
  "26": join(root, "node_modules/node26/bin/node"),
};

export interface PackedRun {
  /** The exit code, or the error code when it did not run. */
  readonly status: number | string;
  readonly stdout: string;
  /** Without the reminder that prices are old, which comes by the calendar. */
  readonly stderr: string;
}

export interface PackedProject {
  readonly folder: string;
  /** Runs a file of the folder, with no variable but `PATH` and those given. */
  run(node: string, file: string, env?: Readonly<Record<string, string>>, args?: readonly string[]): Promise<PackedRun>;
  remove(): void;
}

/**
 * An empty folder that has the packed tarball installed as a user would have it. Its dependencies are linked to those of this repository,
 * so that no registry is asked; nothing else of the repository can be reached from it.
 *
 * @param name - what the folder's name begins with
 */
export function packedProject(name = "agentscribe-packed-"): PackedProject {
  const folder = mkdtempSync(join(tmpdir(), name));
  const npm = join(root, "node_modules/.bin/npm");
  const command = existsSync(npm) ? npm : "npm";
  execFileSync(command, ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], {
    cwd: root,
    stdio: "pipe",
  });
  const tarball = readdirSync(folder).find((file) => file.endsWith(".tgz"));
  if (tarball === undefined) throw new Error("npm pack wrote no tarball");
  rememberPacked(join(folder, tarball));
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "agentscribe"), { recursive: true });
  execFileSync("tar", ["-xzf", join(folder, tarball), "-C", join(modules, "agentscribe"), "--strip-components=1"]);
  for (const dependency of ["@opentelemetry", "p-queue", "eventemitter3", "p-timeout", "openai"]) {
    const target = join(root, "node_modules", dependency);
    if (existsSync(target)) symlinkSync(target, join(modules, dependency));
  }
  return {
    folder,
    run(node, file, env = {}, args = []) {
      return new Promise((done) => {
        execFile(
          node,
          [join(folder, file), ...args],
          { cwd: folder, timeout: 60_000, env: { ...childEnv(), ...env } },
          (error, stdout, stderr) => {
            done({ status: error === null ? 0 : (error.code ?? 1), stdout, stderr: withoutReminder(stderr) });
          },
        );
      });
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
