/** A package in some `node_modules`. */
export interface InstalledCopy {
  readonly version: string;
  readonly folder: string;
}

/** More packages than one project has; what comes after them is not looked into. */
const MAX_PACKAGES = 3_000;

/** Every copy of these packages that a program in a folder, or a package that it uses, may get. What cannot be read is passed over. */
export async function installedCopies(
  from: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly InstalledCopy[]>> {
  const { dirname, join } = process.getBuiltinModule("node:path");
  const found = new Map<string, Map<string, InstalledCopy>>(names.map((name) => [name, new Map()]));
  for (let folder = from; ; folder = dirname(folder)) {
    // What lies above the nearest `node_modules` that has it is not used.
    const missing = names.filter((name) => found.get(name)?.size === 0);
    if (missing.length === 0) break;
    const modules = join(folder, "node_modules");
    const places = [modules, ...(await packagesIn(modules)).map((one) => join(one, "node_modules"))];
    await Promise.all(places.flatMap((place) => missing.map((name) => note(found.get(name), join(place, name)))));
    if (dirname(folder) === folder) break;
  }
  return new Map([...found].map(([name, copies]) => [name, [...copies.values()]]));
}

/** The packages of a `node_modules`, those of scopes and of pnpm's own folder included. */
async function packagesIn(modules: string): Promise<readonly string[]> {
  const { join } = process.getBuiltinModule("node:path");
  const packages: string[] = [];
  for (const name of await listed(modules)) {
    if (packages.length >= MAX_PACKAGES) break;
    const folder = join(modules, name);
    if (name === ".pnpm" || name.startsWith("@"))
      packages.push(...(await listed(folder)).map((one) => join(folder, one)));
    else if (!name.startsWith(".")) packages.push(folder);
  }
  return packages.slice(0, MAX_PACKAGES);
}

async function listed(folder: string): Promise<readonly string[]> {
  return await process
    .getBuiltinModule("node:fs")
    .promises.readdir(folder)
    .catch(() => []);
}

/** By its real path: links lead to one copy from many places. */
async function note(copies: Map<string, InstalledCopy> | undefined, folder: string): Promise<void> {
  const { promises: fs } = process.getBuiltinModule("node:fs");
  const { join } = process.getBuiltinModule("node:path");
  try {
    const real = await fs.realpath(folder);
    const { version } = JSON.parse(await fs.readFile(join(real, "package.json"), "utf8")) as { version?: unknown };
    if (typeof version === "string") copies?.set(real, { version, folder: real });
  } catch {
    // Not installed here, or no package.
  }
}
