import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

/** How many bytes something is. */
export interface Size {
  readonly raw: number;
  readonly gzip: number;
}

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** What `import` of each entry loads at once, and what is in the package, by the name that the table has for it. */
export function builtSizes(): Readonly<Record<string, Size>> {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const sizes: Record<string, Size> = {};
  for (const [subpath, conditions] of Object.entries<Conditions>(manifest.exports)) {
    const name = join(manifest.name, subpath);
    const { import: esm, require: cjs, workerd } = conditions;
    if (esm !== undefined) sizes[name] = sizeOf(loadedWith(join(root, esm.default)));
    if (cjs !== undefined && subpath === ".")
      sizes[`${name}, by require`] = sizeOf(loadedWith(join(root, cjs.default)));
    if (workerd !== undefined) sizes[`${name}, at the edge`] = sizeOf(loadedWith(join(root, workerd.default)));
  }
  sizes["the core, loaded by `init`"] = sizeOf(loadedWith(join(root, "dist/core.cjs")));
  sizes["the inspector's page"] = sizeOf(filesIn(join(root, "dist/page")));
  sizes["all of `dist`"] = sizeOf(filesIn(join(root, "dist")));
  return sizes;
}

interface Conditions {
  readonly import?: { readonly default: string };
  readonly require?: { readonly default: string };
  readonly workerd?: { readonly default: string };
}

/** A file and all that it imports when it is loaded; what it imports later is left out. */
function loadedWith(entry: string): readonly string[] {
  const files = new Set([entry]);
  // A set that grows while it is walked is walked to its end.
  for (const file of files) {
    const content = readFileSync(file, "utf8");
    const imports = content.matchAll(/\b(?:from|import)\s*["'](\.{1,2}\/[^"']+)["']/g);
    // Of `require`, those that are not inside of a function, which runs later or never.
    const required = content.matchAll(/^var \w+ = require\(["'](\.{1,2}\/[^"']+)["']\)/gm);
    for (const [, path = ""] of [...imports, ...required]) files.add(join(dirname(file), path));
  }
  return [...files];
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

function sizeOf(files: readonly string[]): Size {
  const contents = files.map((file) => readFileSync(file));
  const sum = (lengths: readonly number[]): number => lengths.reduce((all, length) => all + length, 0);
  return {
    raw: sum(contents.map(({ length }) => length)),
    gzip: sum(contents.map((content) => gzipSync(content).length)),
  };
}
