import { folderOf, isInstalled } from "../../bench/peers/installed.ts";
import { SETS, type SetName } from "./versions.ts";

/** The name under which a set is installed by `npm run interop`, beside what the benchmarks measure. */
export function installedName(name: SetName): string {
  return `interop-${name}`;
}

/** The folder of a set that stands there in the wanted versions. */
export function setFolder(name: SetName): string | undefined {
  const installed = installedName(name);
  return isInstalled(installed, SETS[name]) ? folderOf(installed) : undefined;
}
