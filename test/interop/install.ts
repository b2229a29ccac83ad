import { installPackages } from "../../bench/peers/installed.ts";
import { installedName } from "./installed.ts";
import { SETS, type SetName } from "./versions.ts";

/** `npm run interop [NAME...]`: installs what `npm run test:interop` runs beside and before this package. What cannot be had here is skipped, and said. */
const names = Object.keys(SETS) as SetName[];
const asked = process.argv.slice(2);
for (const name of asked) if (!names.some((one) => one === name)) throw new Error(`there is no set ${name}`);

for (const name of names.filter((one) => asked.length === 0 || asked.includes(one))) {
  const began = Date.now();
  const problem = installPackages(installedName(name), SETS[name]);
  const millis = Date.now() - began;
  if (problem !== undefined) console.log(`SKIPPED: ${name} cannot be installed here: ${problem}`);
  else if (millis > 1_000) console.log(`installed ${name} in ${Math.round(millis / 1_000)} s`);
}
