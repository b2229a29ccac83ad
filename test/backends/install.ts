import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { folderOf, RECIPES } from "./install/recipes.ts";
import { sayUnavailable } from "./install/unavailable.ts";
import { CACHE, PROGRAMS, type ProgramName } from "./programs.ts";

/** `npm run backends [NAME...]`: installs the backends of `npm run test:backends`, or those that are named. What cannot be had here is skipped, and said. */
const names = Object.keys(PROGRAMS) as ProgramName[];
const asked = process.argv.slice(2);
for (const name of asked) if (!names.some((one) => one === name)) throw new Error(`there is no backend ${name}`);

for (const name of names.filter((one) => asked.length === 0 || asked.includes(one))) {
  const { of, install } = RECIPES[name];
  const stamp = join(folderOf(name), "made-from");
  if (existsSync(join(CACHE, PROGRAMS[name])) && existsSync(stamp) && readFileSync(stamp, "utf8") === of) continue;
  console.log(`installing ${name}`);
  const began = Date.now();
  try {
    // What is left of another version must not be taken for this one.
    rmSync(folderOf(name), { recursive: true, force: true });
    mkdirSync(folderOf(name), { recursive: true });
    install(folderOf(name));
    writeFileSync(stamp, of);
    console.log(`installed ${name} in ${Math.round((Date.now() - began) / 1_000)} s`);
  } catch (error) {
    console.log(`SKIPPED: ${name} cannot be installed here: ${(error as Error).message.split("\n")[0]}`);
  }
}

if (asked.length === 0) sayUnavailable();
