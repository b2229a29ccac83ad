import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { VERSIONS } from "./versions.ts";

/** Where the agents stand: they are no dependencies of the project, and of some hundred MB. */
export const CACHE: string = fileURLToPath(new URL("../../node_modules/.cache/inspector-agents/", import.meta.url));

/** What runs a command in a network that has this machine only: agents call home when they start. */
export const LOOPBACK_ONLY: readonly string[] = [
  "unshare",
  "-rn",
  "sh",
  "-c",
  'ip link set lo up && exec "$@"',
  "loopback-only",
];

/** Why the agents cannot be run here; undefined where they can. */
export function whyNotRunnable(): string | undefined {
  for (const [name, version] of Object.entries(VERSIONS)) {
    const manifest = `${CACHE}node_modules/${name}/package.json`;
    const found = existsSync(manifest)
      ? (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version
      : "none";
    if (found !== version)
      return `${name}@${version} is not installed (\`node test/inspector-agents/install.ts\` does it)`;
  }
  const [program = "", ...args] = LOOPBACK_ONLY;
  const { status } = spawnSync(program, [...args, "true"], { stdio: "ignore" });
  return status === 0 ? undefined : "`unshare -rn` gives no network of its own here";
}
