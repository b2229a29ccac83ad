import { cpSync, existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Copies what was built, so that a build meanwhile changes nothing for the hosts that are still to start. Gives the module's URL. */
export function copyPackage(root: string, folder: string): string {
  if (!existsSync(join(root, "dist/index.js"))) throw new Error("there is no dist: npm run build");
  const target = join(folder, "package");
  mkdirSync(target, { recursive: true });
  for (const name of ["dist", "package.json"]) cpSync(join(root, name), join(target, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(target, "node_modules"));
  return pathToFileURL(join(target, "dist/index.js")).href;
}
