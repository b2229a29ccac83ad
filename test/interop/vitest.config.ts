import { fileURLToPath } from "node:url";
import { defineConfig, type ViteUserConfig } from "vitest/config";

const root = fileURLToPath(new URL("../..", import.meta.url));

const config: ViteUserConfig = defineConfig({
  root,
  test: {
    name: "interop",
    include: ["test/interop/**/*.test.ts"],
    environment: "node",
    testTimeout: 120_000,
    reporters: ["default", `${root}test/support/summary-reporter.ts`],
    setupFiles: [`${root}test/support/private-spool.ts`],
  },
});

export default config;
