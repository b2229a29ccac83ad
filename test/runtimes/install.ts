import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { folderOf, installPackages } from "../../bench/peers/installed.ts";
import { BUILT, RUNTIMES, type RuntimeName, setOf } from "./versions.ts";

/** `npm run runtimes [NAME...]`: installs the runtimes of `npm run test:runtimes`, or those that are named. What cannot be had here is skipped, and said. */
const names = Object.keys(RUNTIMES) as RuntimeName[];
const asked = process.argv.slice(2);
for (const name of asked) if (!names.some((one) => one === name)) throw new Error(`there is no runtime ${name}`);

for (const name of names.filter((one) => asked.length === 0 || asked.includes(one))) {
  const began = Date.now();
  const problem = installPackages(setOf(name), RUNTIMES[name]) ?? build(name);
  if (problem !== undefined) console.log(`SKIPPED: ${name} cannot be installed here: ${problem}`);
  else console.log(`${name} is installed (${Math.round((Date.now() - began) / 1_000)} s)`);
}

if (asked.length === 0) {
  console.log("SKIPPED: electron is not tested: its package fetches the program from elsewhere than the npm registry");
}

/** Runs the scripts of a package that makes its program when it is installed. @returns why it could not be made */
function build(name: RuntimeName): string | undefined {
  const cwd = folderOf(setOf(name));
  const made = BUILT[name];
  if (made === undefined || existsSync(join(cwd, "node_modules", made))) return undefined;
  const { error } = spawnSync("npm", ["rebuild", "--loglevel=error"], { cwd, timeout: 600_000 });
  return existsSync(join(cwd, "node_modules", made)) ? undefined : (error?.message ?? `${made} was not made`);
}
