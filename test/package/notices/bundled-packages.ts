import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build, type Options } from "tsup";
import configs from "../../../tsup.config.ts";

/** A package of others that has code in what this package ships. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** The identifier of its licence, as its manifest has it. */
  readonly license: string;
  /** The text of its licence. */
  readonly text: string;
}

/** Bundles as `npm run build` does, into a folder that is thrown away, and tells which packages put bytes into what comes out. */
export async function bundledPackages(): Promise<readonly BundledPackage[]> {
  const folders = new Set<string>();
  const out = mkdtempSync(join(tmpdir(), "agentscribe-bundle-"));
  const collect: NonNullable<Options["esbuildPlugins"]>[number] = {
    name: "collect-packages",
    setup({ initialOptions, onEnd }) {
      initialOptions.metafile = true;
      onEnd(({ metafile }) => {
        for (const { inputs } of Object.values(metafile?.outputs ?? {})) {
          for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
            if (bytesInOutput > 0 && path.includes("node_modules/")) folders.add(packageFolder(path));
          }
        }
      });
    },
  };
  try {
    for (const [index, config] of configs.entries()) {
      const { dts, ...rest } = config;
      if (dts !== undefined) continue; // Declarations name other packages; they hold nothing of them.
      const outDir = join(out, String(index));
      await build({
        ...rest,
        config: false,
        silent: true,
        outDir,
        esbuildPlugins: [...(rest.esbuildPlugins ?? []), collect],
      });
    }
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
  return [...folders].map(describePackage).sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** The nearest folder above a file that holds the manifest of a package. */
function packageFolder(path: string): string {
  const [, below = ""] = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  const top = path.slice(0, path.lastIndexOf(`node_modules/${below}`)) + join("node_modules", below);
  for (let folder = dirname(path); folder.length > top.length; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) && "version" in JSON.parse(readFileSync(manifest, "utf8"))) return folder;
  }
  return top;
}

function describePackage(folder: string): BundledPackage {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = ["LICENSE", "LICENSE.md", "LICENSE.txt", "license", "LICENCE"]
    .map((one) => join(folder, one))
    .find(existsSync);
  if (typeof license !== "string" || file === undefined)
    throw new Error(`${folder} names no licence or has no text of it`);
  return { name, version, license, text: readFileSync(file, "utf8").trim() };
}
