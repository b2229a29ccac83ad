import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Writes the lists that `agentscribe/register` and `agentscribe doctor` go by: every wrapper's modules, their names, and the versions that
 * `test/vendors` installs. Run it when a wrapper is added, or the packages here are updated: `node test/vendors/update-lists.ts`, and
 * `npm run matrix -- --write` after it, since the tables of the docs name the versions too.
 */
const root = new URL("../../", import.meta.url);
const folder = new URL("src/instrumentation/", root);

const lists = readdirSync(folder)
  .filter((name) => existsSync(new URL(`${name}/modules.ts`, folder)))
  .flatMap((name) => {
    const text = readFileSync(new URL(`${name}/modules.ts`, folder), "utf8");
    return (text.match(/(?<=export const )\w+_MODULES\b/g) ?? []).map((list) => ({ name, list }));
  });

const allModules = new URL("register/all-modules.ts", folder);
const moduleNames = new URL("register/module-names.ts", folder);
const testedVersions = new URL("doctor/tested-versions.ts", folder);

writeFileSync(
  allModules,
  [
    ...lists.map(({ name, list }) => `import { ${list} } from "../${name}/modules.ts";`),
    'import type { ModuleHook } from "../module-hook.ts";',
    "",
    "/** Every package that a zero-code start patches: each wrapper's own list. Written by `test/vendors/update-lists.ts`. */",
    `export const ALL_MODULES: readonly ModuleHook[] = [${lists.map(({ list }) => list).join(",")}].flat();`,
    "",
  ].join("\n"),
);

const { ALL_MODULES } = (await import(allModules.href)) as { ALL_MODULES: readonly { readonly name: string }[] };
writeFileSync(moduleNames, replaceList(moduleNames, [...new Set(ALL_MODULES.map(({ name }) => name))].sort()));

// Read once the names of the modules are written.
const { lockedVersions } = (await import("./locked-versions.ts")) as typeof import("./locked-versions.ts");
const sorted = Object.fromEntries(Object.entries(lockedVersions()).sort(([one], [other]) => (one < other ? -1 : 1)));
writeFileSync(testedVersions, replaceList(testedVersions, sorted));

const written = [allModules, moduleNames, testedVersions].map((file) => fileURLToPath(file));
execFileSync(fileURLToPath(new URL("node_modules/.bin/biome", root)), ["check", "--write", ...written]);

function replaceList(file: URL, list: unknown): string {
  return readFileSync(file, "utf8").replace(/ = [[{][\s\S]*;\n$/, ` = ${JSON.stringify(list, null, 2)};\n`);
}
