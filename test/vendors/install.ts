import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { install } from "../../bench/peers/installed.ts";
import { INSTRUMENTATIONS } from "./inspector/instrumentations.ts";

/**
 * Installs the vendors' clients that the wrappers are tested with: the newest major, the one before, and older ones, again when a lockfile changes; and the
 * instrumentations of others whose spans the inspector reads.
 */
for (const set of ["newest", "previous", "older"]) {
  const folder = fileURLToPath(new URL(set, import.meta.url));
  const lock = createHash("sha256")
    .update(readFileSync(`${folder}/package-lock.json`))
    .digest("hex");
  const stamp = `${folder}/node_modules/.agentscribe-lock`;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) continue;
  console.log(`installing test/vendors/${set}`);
  // Platform binaries are left out: what needs one says so and skips.
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--omit=optional"], {
    cwd: folder,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(stamp, lock);
}

for (const { peer } of INSTRUMENTATIONS) {
  const problem = install(peer);
  if (problem === undefined) continue;
  console.error(`${peer} could not be installed: ${problem}`);
  process.exit(1);
}
