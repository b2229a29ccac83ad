import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** Bundles a file as the tools of edge platforms do, with their export conditions. @returns the path of the bundle */
export function bundle(
  modules: string,
  folder: string,
  entry: string,
  options: {
    readonly conditions: readonly string[];
    readonly format: "esm" | "iife";
    readonly external?: readonly string[];
  },
): string {
  const out = join(folder, `${entry}.bundle.js`);
  const external = (options.external ?? []).map((name) => `--external:${name}`);
  const args = [
    entry,
    "--bundle",
    `--format=${options.format}`,
    "--target=es2024",
    `--outfile=${out}`,
    "--log-level=error",
  ];
  args.push(`--conditions=${options.conditions.join(",")}`, "--global-name=example", ...external);
  execFileSync(join(modules, ".bin/esbuild"), args, { cwd: folder });
  return out;
}
