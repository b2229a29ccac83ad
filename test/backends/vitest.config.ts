import { fileURLToPath } from "node:url";
import { defineConfig, type ViteUserConfig } from "vitest/config";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** `npm run test:backends`: tests with real backends, each in a file of its own; one after the other, since they are heavy. */
const config: ViteUserConfig = defineConfig({
  root,
  test: {
    name: "backends",
    include: ["test/backends/**/*.test.ts"],
    environment: "node",
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    unstubEnvs: true,
    reporters: ["default", `${root}test/support/summary-reporter.ts`],
    setupFiles: [`${root}test/support/private-spool.ts`],
  },
});

export default config;
