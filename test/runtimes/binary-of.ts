import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** The program of this platform that npm installed in a scope, such as `@oven/bun-linux-x64`; what stands in `.bin` starts it, and is not it. */
export function binaryOf(modules: string, scope: string, ...names: readonly string[]): string {
  const folder = join(modules, scope);
  const found = (existsSync(folder) ? readdirSync(folder) : []).flatMap((platform) =>
    names.map((name) => join(folder, platform, name)).filter((path) => existsSync(path)),
  );
  if (found[0] === undefined) throw new Error(`${scope} has no program for this platform`);
  return found[0];
}
