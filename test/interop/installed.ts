import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SETS, type SetName } from "./versions.ts";

/** Peers are no dependencies of the project: `npm run interop` puts them here. */
const CACHE = new URL("../../node_modules/.cache/agentscribe-bench-peers/", import.meta.url).pathname;

/** The name under which a set is installed, beside what the benchmarks measure. */
export function installedName(name: SetName): string {
  return `interop-${name}`;
}

/** The folder of a set that stands there in the wanted versions. */
export function setFolder(name: SetName): string | undefined {
  const folder = join(CACHE, installedName(name));
  const stamp = join(folder, "installed.txt");
  const isThere = existsSync(stamp) && readFileSync(stamp, "utf8") === `${SETS[name].join(" ")}\n`;
  return isThere ? folder : undefined;
}
