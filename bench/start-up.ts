import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "./support/compare.ts";

/** Whole processes, in turns: what importing and starting adds to an empty one. */
const root = new URL("..", import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "agentscribe-bench-"));
const own = new URL("dist/index.js", root).href;
const sdk = new URL("node_modules/@opentelemetry/sdk-node/dist/index.mjs", root).href;
const PROGRAMS: Readonly<Record<string, { text: string; env?: Record<string, string> }>> = {
  "empty process": { text: "process.exit()" },
  "NodeSDK import + start": { text: `import { NodeSDK } from "${sdk}"; new NodeSDK().start(); process.exit();` },
  "agentscribe import + init": { text: `import { init } from "${own}"; init(); process.exit();` },
  "agentscribe opted out": {
    text: `import { init } from "${own}"; init(); process.exit();`,
    env: { TELEMETRY_ENABLED: "false" },
  },
};
const ROUNDS = 25;
const times = new Map<string, number[]>();
for (const [name, { text }] of Object.entries(PROGRAMS))
  writeFileSync(join(folder, `${name.replaceAll(/\W/g, "-")}.mjs`), text);
for (let round = -2; round < ROUNDS; round += 1) {
  for (const [name, { env }] of Object.entries(PROGRAMS)) {
    const start = performance.now();
    spawnSync(process.execPath, [join(folder, `${name.replaceAll(/\W/g, "-")}.mjs`)], {
      env: { PATH: process.env.PATH ?? "", ...env },
    });
    if (round >= 0) times.set(name, [...(times.get(name) ?? []), performance.now() - start]);
  }
}
rmSync(folder, { recursive: true, force: true });
const added = (name: string): number => median(times.get(name) ?? []) - median(times.get("empty process") ?? []);
process.stdout.write(`\nStart-up, added to an empty process (${ROUNDS} rounds, medians)\n`);
for (const name of Object.keys(PROGRAMS).slice(1)) {
  const ratio = added(name) / added("NodeSDK import + start");
  process.stdout.write(`  ${name.padEnd(34)} ${added(name).toFixed(1).padStart(8)} ms  ${ratio.toFixed(2)}x\n`);
}
