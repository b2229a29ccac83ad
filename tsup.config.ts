import { defineConfig } from "tsup";

export default defineConfig({
  entry: { index: "src/index.ts" },
  format: ["esm", "cjs"],
  platform: "node",
  target: "node22",
  dts: true,
  splitting: true,
  treeshake: true,
  clean: true,
  // Only strings are used of it: bundled, they cost nothing to load.
  noExternal: ["@opentelemetry/semantic-conventions"],
});
