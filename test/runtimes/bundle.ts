import { execFileSync } from "node:child_process";
import { join } from "node:path";

export interface BundleOptions {
  readonly format: "esm" | "cjs" | "iife";
  /** @defaultValue esbuild's: a browser */
  readonly platform?: "node";
  /** Export conditions that the tools of the platform ask for. */
  readonly conditions?: readonly string[];
  readonly external?: readonly string[];
  /** The name of the bundle. */
  readonly out?: string;
}

/** Bundles a file as the tools of platforms do. @returns the path of the bundle */
export function bundle(modules: string, folder: string, entry: string, options: BundleOptions): string {
  const { format, platform, conditions = [], external = [], out = `${entry}.bundle.js` } = options;
  const path = join(folder, out);
  const args = [entry, "--bundle", `--format=${format}`, "--target=es2024", `--outfile=${path}`, "--log-level=error"];
  args.push("--global-name=example", ...external.map((name) => `--external:${name}`));
  if (conditions.length > 0) args.push(`--conditions=${conditions.join(",")}`);
  if (platform !== undefined) args.push(`--platform=${platform}`);
  execFileSync(join(modules, ".bin/esbuild"), args, { cwd: folder });
  return path;
}
