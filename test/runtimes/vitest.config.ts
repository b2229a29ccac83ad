import { fileURLToPath } from "node:url";
import { defineConfig, type ViteUserConfig } from "vitest/config";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** `npm run test:runtimes`: the examples of `examples/runtimes` in the runtimes they are for, with the package as it is packed. */
const config: ViteUserConfig = defineConfig({
  root,
  test: {
    name: "runtimes",
    include: ["test/runtimes/**/*.test.ts"],
    environment: "node",
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    unstubEnvs: true,
    reporters: ["default", `${root}test/support/summary-reporter.ts`],
    setupFiles: [`${root}test/support/private-spool.ts`],
  },
});

export default config;
