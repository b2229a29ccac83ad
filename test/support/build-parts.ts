import { build } from "tsup";
import configs from "../../tsup.config.ts";

/** Builds those parts of `dist` that hold one of the entries, as `npm run build` does, into another folder. */
export async function buildParts(entries: readonly string[], outDir: string): Promise<void> {
  const needed = configs.filter(({ entry, outDir: place, dts }) => {
    const names = Object.keys((entry ?? {}) as object);
    return place === "dist" && dts === undefined && entries.some((name) => names.includes(name));
  });
  for (const config of needed) await build({ ...config, outDir, config: false, silent: true });
}
