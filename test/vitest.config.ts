import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig, type ViteUserConfig } from "vitest/config";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The clients and frameworks that are wrapped: `npm run vendors` installs them. */
const hasVendors = ["newest", "previous", "older"].every((set) =>
  existsSync(`${root}test/vendors/${set}/node_modules`),
);
if (!hasVendors)
  console.warn("SKIPPED: tests of wrappers with the vendors' own clients; `npm run vendors` installs them");

/**
 * Node keeps what it made of our TypeScript here, and need not do so again in each thread and process. A thread that finds all of it loads no WebAssembly, of which
 * several in threads of one process can end it: V8's list of compiled pages is one for all of them (nodejs/node#64500).
 */
process.env.NODE_COMPILE_CACHE ??= `${root}node_modules/.cache/node`;

/** `vendors` runs the wrappers in the real clients; `unit` needs no build and no network; `integration` talks to loopback servers; `package` runs what was built or packed. */
const projects = [
  { name: "unit", include: ["test/unit/**/*.test.ts"], testTimeout: 10_000 },
  {
    name: "integration",
    include: ["test/integration/**/*.test.ts", "test/interop/sending/*.test.ts"],
    testTimeout: 30_000,
  },
  ...(hasVendors ? [{ name: "vendors", include: ["test/vendors/*/*.test.ts"], testTimeout: 30_000 }] : []),
  { name: "package", include: ["test/package/**/*.test.ts"], testTimeout: 120_000 },
];

const config: ViteUserConfig = defineConfig({
  root,
  test: {
    reporters: ["default", `${root}test/support/summary-reporter.ts`],
    globalSetup: `${root}test/support/warm-compile-cache.ts`,
    projects: projects.map((test) => ({
      root,
      test: {
        ...test,
        environment: "node",
        unstubEnvs: true,
        // Node itself loads it, and what it imports: else a package of one set is found where another set has it.
        server: { deps: { external: [/\/load-here\.mjs$/] } },
        setupFiles: [`${root}test/support/private-spool.ts`],
      },
    })),
  },
});

export default config;
