import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * Runs every benchmark in a process of its own and prints what they print. Read ratios, not times. What stands behind `npm run bench --` is for
 * the last two: `--peers langfuse`, `--peers none`.
 */
const PROGRAMS = ["start-up", "register", "calls", "conversation", "wrapped", "peers"] as const;

process.stdout.write(`Node ${process.versions.node}\n`);
for (const name of PROGRAMS) {
  const program = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  const args = name === "peers" || name === "wrapped" ? process.argv.slice(2) : [];
  const { status } = spawnSync(process.execPath, ["--expose-gc", program, ...args], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
