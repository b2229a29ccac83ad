import { spawnSync } from "node:child_process";

/** Runs every benchmark in a process of its own and prints what they print. Read ratios, not times. */
process.stdout.write(`Node ${process.versions.node}\n`);
for (const name of ["start-up", "calls", "conversation"]) {
  const { status } = spawnSync(process.execPath, ["--expose-gc", new URL(`./${name}.ts`, import.meta.url).pathname], {
    stdio: "inherit",
  });
  if (status !== 0) process.exitCode = 1;
}
