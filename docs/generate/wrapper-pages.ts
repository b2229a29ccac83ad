import { readdirSync } from "node:fs";
import { readSource, root } from "./source.ts";

/** Sets of vendors' packages that the tests install. */
const SETS = ["newest", "previous", "older"];

/** What a page says after these words, up to the end of the block, is brought to the versions that the tests install. */
const TESTED = /Tested with[^`]*(`[^`]+`[\s\S]*?)(?=\n\n|\n?$)/g;
const PACKAGE_VERSIONS = /`([@\w/.-]+)`((?:,?(?:\s+and)?\s+\d+(?:\.\d+)*)+)/g;

/** The pages of the wrappers, with the versions that each was tested with. */
export function wrapperPages(): Readonly<Record<string, string>> {
  const installed = installedVersions();
  return Object.fromEntries(
    readdirSync(new URL("docs/wrappers", root)).map((file) => {
      const page = `docs/wrappers/${file}`;
      const text = readSource(page).replace(TESTED, (block) => withVersions(block, installed, page));
      return [page, text];
    }),
  );
}

function withVersions(block: string, installed: ReadonlyMap<string, readonly string[]>, page: string): string {
  return block.replace(PACKAGE_VERSIONS, (all, name: string, versions: string) => {
    const known = installed.get(name);
    if (known === undefined) return all;
    return `\`${name}\`${versions.replace(/\d+(?:\.\d+)*/g, (version) => ofSameMajor(version, known, `${name} in ${page}`))}`;
  });
}

/** The installed version of the same major, as exact as the page has it. */
function ofSameMajor(version: string, installed: readonly string[], where: string): string {
  const [major, ...rest] = version.split(".");
  const found = installed.find((one) => one.split(".")[0] === major);
  if (found === undefined) throw new Error(`${where}: no ${version} is tested with any more`);
  return found
    .split(".")
    .slice(0, rest.length + 1)
    .join(".");
}

function installedVersions(): ReadonlyMap<string, readonly string[]> {
  const versions = new Map<string, string[]>();
  for (const set of SETS) {
    const { dependencies } = JSON.parse(readSource(`test/vendors/${set}/package.json`)) as {
      readonly dependencies: Readonly<Record<string, string>>;
    };
    for (const [name, version] of Object.entries(dependencies)) {
      versions.set(name, [...(versions.get(name) ?? []), version]);
    }
  }
  return versions;
}
