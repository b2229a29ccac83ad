import { existsSync, readdirSync } from "node:fs";
import { TESTED_VERSIONS } from "../../src/instrumentation/doctor/tested-versions.ts";
import { packageOf } from "../../src/instrumentation/register/package-of.ts";
import { code, table } from "./markdown.ts";
import { readSource, root } from "./source.ts";

const ENTRIES = "src/instrumentation";

/** What each wrapper has a page for and can be imported as. */
const WRAPPERS = readdirSync(new URL(ENTRIES, root))
  .filter((name) => existsSync(new URL(`docs/wrappers/${name}.md`, root)))
  .filter((name) => existsSync(new URL(`${ENTRIES}/${name}/index.ts`, root)));

/** The packages of each wrapper: those of its list of modules, or those that have nothing a zero-code start could patch. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(await Promise.all(WRAPPERS.map(async (name) => [name, await packagesOf(name)]))),
  huggingface: ["@huggingface/inference"],
};

/** The clients and frameworks that are wrapped, with the versions that the tests run. `to` leads to the folder of the wrappers' pages. */
export function clientsTable(to: string): string {
  const rows = WRAPPERS.flatMap((name) => {
    const versions = (PACKAGES[name] ?? []).flatMap((one) => {
      const tested = TESTED_VERSIONS[one]?.map((version) => version.split(".").slice(0, 2).join("."));
      return tested === undefined ? [] : [`${code(one)} ${tested.reverse().join(", ")}`];
    });
    return versions.length === 0 ? [] : [[link(name, to), code(`agentscribe/${name}`), versions.join("; ")]];
  });
  return table(["client or framework", "import", "tested with"], rows);
}

/** Every page about an instrumentation. */
export function pageList(to: string): string {
  return readdirSync(new URL("docs/wrappers", root))
    .map((file) => file.replace(/\.md$/, ""))
    .sort((one, other) => titleOf(one).localeCompare(titleOf(other), "en"))
    .map((name) => `- ${link(name, to)}`)
    .join("\n");
}

function link(name: string, to: string): string {
  return `[${titleOf(name)}](${to}${name}.md)`;
}

function titleOf(name: string): string {
  const [, title = name] = /^# (.+)$/m.exec(readSource(`docs/wrappers/${name}.md`)) ?? [];
  return title.replace(/:.*/, "");
}

async function packagesOf(name: string): Promise<readonly string[]> {
  const file = new URL(`${ENTRIES}/${name}/modules.ts`, root);
  if (!existsSync(file)) return [];
  const lists = Object.values((await import(file.href)) as Record<string, readonly { readonly name: string }[]>);
  return [...new Set(lists.flat().map((module) => packageOf(module.name)))];
}
