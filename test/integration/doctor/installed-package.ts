import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DoctorReport } from "../../../src/cli/doctor.ts";
import { buildParts } from "../../support/build-parts.ts";
import { childEnv } from "../../support/child-env.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
/** What of the build the command and its programs need. */
const NEEDED = ["index", "core", "price-table", "cli", "register", "zero-code", "doctor"];

type Variables = Readonly<Record<string, string>>;

export interface Run {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder with the package installed as the build makes it. Its dependencies are those of this repository. */
export interface InstalledPackage {
  readonly folder: string;
  /** Where a project of its own can be made, with nothing in it. */
  project(): Project;
  remove(): void;
}

/** A folder of somebody who uses the package. */
export interface Project {
  readonly folder: string;
  write(name: string, text: string): string;
  /** Another copy of an installed package below `node_modules`, with its files changed. */
  copyPackage(name: string, to: string): string;
  /** `agentscribe doctor --json`, with nothing of this process's environment. */
  doctor(env: Variables, args?: readonly string[]): Promise<{ readonly status: number; readonly report: DoctorReport }>;
  run(args: readonly string[], env: Variables): Promise<Run>;
}

export async function installPackage(): Promise<InstalledPackage> {
  const cache = join(root, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "agentscribe-doctor-"));
  const installed = join(folder, "node_modules/agentscribe");
  await buildParts(NEEDED, join(installed, "dist"));
  cpSync(join(root, "package.json"), join(installed, "package.json"));
  let made = 0;
  return {
    folder,
    project: () => createProject(join(folder, `project-${made++}`), join(installed, "dist/cli.js")),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function createProject(folder: string, cli: string): Project {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  // A spool of its own: what one set-up left would be found in another.
  const own = {
    ...childEnv(),
    AGENTSCRIBE_SPOOL_DIRECTORY: join(folder, "spool"),
    XDG_STATE_HOME: join(folder, "state"),
  };
  const project: Project = {
    folder,
    write(name, text) {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      return file;
    },
    copyPackage(name, to) {
      const target = join(folder, to, "node_modules", name);
      const from = name === "agentscribe" ? join(cli, "../..") : join(root, "node_modules", name);
      cpSync(from, target, { recursive: true });
      return target;
    },
    run: (args, env) =>
      new Promise((done) => {
        execFile(
          process.execPath,
          [...args],
          { cwd: folder, timeout: 60_000, env: { ...own, ...env } },
          (error, out, err) =>
            done({ status: error === null ? 0 : Number(error.code ?? -1), stdout: out, stderr: err }),
        );
      }),
    async doctor(env, args = []) {
      const { status, stdout, stderr } = await project.run([cli, "doctor", "--json", ...args], env);
      try {
        return { status, report: JSON.parse(stdout) as DoctorReport };
      } catch {
        throw new Error(`the doctor gave no report (${status}):\n${stdout}\n${stderr}`);
      }
    },
  };
  return project;
}
