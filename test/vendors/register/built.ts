import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { buildParts } from "../../support/build-parts.ts";
import { childEnv } from "../../support/child-env.ts";
import type { VendorSet } from "../load.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** Node versions that are supported, each from its npm package. */
export const NODES: Readonly<Record<string, string>> = {
  "22": join(root, "node_modules/node22/bin/node"),
  "24": join(root, "node_modules/node/bin/node"),
  "26": join(root, "node_modules/node26/bin/node"),
};

export interface AgentRun {
  readonly status: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** What `npm run build` makes of the zero-code start, in a folder of its own. */
export interface BuiltRegister {
  readonly folder: string;
  /** The file as it is given to `--import`. */
  readonly url: string;
  /** A folder with a program and the packages of one set. @returns the path of the program */
  program(set: VendorSet, name: string, text: string): string;
  run(args: readonly string[], env: Readonly<Record<string, string>>, node?: string): Promise<AgentRun>;
  remove(): void;
}

/** Builds the zero-code start and the core that it loads. Inside this repository, so that their dependencies are found. */
export async function buildRegister(): Promise<BuiltRegister> {
  mkdirSync(join(root, "node_modules/.cache"), { recursive: true });
  const folder = mkdtempSync(join(root, "node_modules/.cache/agentscribe-register-"));
  const outDir = join(folder, "dist");
  await buildParts(["register", "zero-code", "core", "price-table"], outDir);
  writeFileSync(join(outDir, "package.json"), '{"type":"module"}');
  return {
    folder,
    url: pathToFileURL(join(outDir, "register.js")).href,
    program(set, name, text) {
      const place = join(folder, set);
      mkdirSync(place, { recursive: true });
      try {
        symlinkSync(join(root, "test/vendors", set, "node_modules"), join(place, "node_modules"));
      } catch {
        // It is there already, from the program before.
      }
      writeFileSync(join(place, name), text);
      return join(place, name);
    },
    run(args, env, node = NODES["24"] as string) {
      return new Promise((done) => {
        execFile(
          node,
          [...args],
          { cwd: folder, timeout: 60_000, env: { ...childEnv(), ...env } },
          (error, stdout, stderr) => done({ status: error === null ? 0 : (error.code ?? 1), stdout, stderr }),
        );
      });
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
