import type { Options } from "tsup";

const shared: Options = {
  platform: "node",
  target: "node22",
  outDir: "dist",
  treeshake: true,
  minifyWhitespace: true,
  minifySyntax: true,
  // Only strings of it are used: bundled, they cost nothing to load.
  noExternal: ["@opentelemetry/semantic-conventions"],
};

/**
 * `index` is what Node loads, `core` what it loads on first use, in CommonJS for both module systems. `bundle` is the same as one static graph,
 * for bundlers. `cli` is the command.
 */
const configs: Options[] = [
  { ...shared, entry: { index: "src/entry.ts" }, format: ["esm", "cjs"], shims: true },
  { ...shared, entry: { core: "src/index.ts" }, format: ["cjs"], splitting: true },
  { ...shared, entry: { cli: "src/cli/main.ts" }, format: ["esm"] },
  { ...shared, entry: { bundle: "src/index.ts" }, format: ["esm"], splitting: true },
  { entry: { index: "src/index.ts" }, format: ["esm", "cjs"], outDir: "dist", dts: { only: true } },
];

export default configs;
