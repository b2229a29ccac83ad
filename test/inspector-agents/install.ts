import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { CACHE } from "./installed.ts";
import { VERSIONS } from "./versions.ts";

/** Installs the agents whose telemetry the inspector is tested with, into a cache. Their install scripts are not run. */
mkdirSync(CACHE, { recursive: true });
writeFileSync(`${CACHE}package.json`, `${JSON.stringify({ private: true, dependencies: VERSIONS }, null, 2)}\n`);
const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
const { status } = spawnSync("npm", ["install", ...options], { cwd: CACHE, stdio: "inherit" });
process.exit(status ?? 1);
