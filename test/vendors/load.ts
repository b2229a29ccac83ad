import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

/** Which set of vendors' packages: `test/vendors/<set>/package.json` says the versions. */
export type VendorSet = "newest" | "previous" | "older";

/** A vendor's module: its shape differs by major, and tests assert what it answers. */
// biome-ignore lint/suspicious/noExplicitAny: vendors' modules of several majors have no common type
export type Vendor = any;

function folderOf(set: VendorSet): URL {
  return new URL(`${set}/`, import.meta.url);
}

/** Imports a package of that set as ESM, as an application would. */
export async function loadVendor(set: VendorSet, name: string): Promise<Vendor> {
  const loader = (await import(new URL("load-here.mjs", folderOf(set)).href)) as {
    load(name: string): Promise<Vendor>;
  };
  return loader.load(name);
}

/** Requires a package of that set as CommonJS. */
export function requireVendor(set: VendorSet, name: string): Vendor {
  return createRequire(folderOf(set))(name);
}

/** The installed version of a package of that set. */
export function vendorVersion(set: VendorSet, name: string): string {
  const manifest = createRequire(folderOf(set)).resolve(`./node_modules/${name}/package.json`);
  return (createRequire(pathToFileURL(manifest))(manifest) as { version: string }).version;
}
