import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "./support/compare.ts";

/**
 * Whole processes, in turns: what importing and starting adds to an empty one in time, and what a process that started has used of CPU and memory a
 * second later, when all that is loaded behind `init` is there.
 */
const root = new URL("..", import.meta.url);
const folder = mkdtempSync(join(tmpdir(), "agentscribe-bench-"));
const own = new URL("dist/index.js", root).href;
const sdk = new URL("node_modules/@opentelemetry/sdk-node/dist/index.mjs", root).href;
const START_SDK = `import { NodeSDK } from "${sdk}"; new NodeSDK().start();`;
const START_OWN = `import { init } from "${own}"; init();`;
const OFF = { TELEMETRY_ENABLED: "false" };

interface Program {
  readonly text: string;
  readonly env?: Readonly<Record<string, string>>;
}
const AT_ONCE: Readonly<Record<string, Program>> = {
  "empty process": { text: "process.exit()" },
  "NodeSDK import + start": { text: `${START_SDK} process.exit();` },
  "agentscribe import + init": { text: `${START_OWN} process.exit();` },
  "agentscribe opted out": { text: `${START_OWN} process.exit();`, env: OFF },
};
const TELL = `
setTimeout(() => {
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ cpu: (user + system) / 1000, memory: process.resourceUsage().maxRSS / 1024 }));
  process.exit();
}, 1_000);`;
const LATER: Readonly<Record<string, Program>> = {
  "empty process": { text: TELL },
  NodeSDK: { text: START_SDK + TELL },
  agentscribe: { text: START_OWN + TELL },
  "agentscribe opted out": { text: START_OWN + TELL, env: OFF },
};
const ROUNDS = 25;
const ROUNDS_LATER = 7;

const times = new Map<string, number[]>();
inTurns("once", AT_ONCE, ROUNDS, (name, _, millis) => times.set(name, [...(times.get(name) ?? []), millis]));
const added = (name: string): number => median(times.get(name) ?? []) - median(times.get("empty process") ?? []);
process.stdout.write(`\nStart-up, added to an empty process (${ROUNDS} rounds, medians)\n`);
for (const name of Object.keys(AT_ONCE).slice(1)) {
  const ratio = added(name) / added("NodeSDK import + start");
  process.stdout.write(`  ${name.padEnd(34)} ${added(name).toFixed(1).padStart(8)} ms  ${ratio.toFixed(2)}x\n`);
}

const used = new Map<string, { readonly cpu: number; readonly memory: number }[]>();
inTurns("later", LATER, ROUNDS_LATER, (name, said) => used.set(name, [...(used.get(name) ?? []), JSON.parse(said)]));
const of = (name: string, what: "cpu" | "memory"): number => median((used.get(name) ?? []).map((one) => one[what]));
process.stdout.write(`\nA second after the start, added to an empty process (${ROUNDS_LATER} rounds, medians)\n`);
for (const name of Object.keys(LATER).slice(1)) {
  const [cpu = 0, memory = 0] = (["cpu", "memory"] as const).map((what) => of(name, what) - of("empty process", what));
  const ratio = cpu / (of("NodeSDK", "cpu") - of("empty process", "cpu"));
  const cells = `${cpu.toFixed(0).padStart(6)} ms of CPU ${ratio.toFixed(2)}x ${memory.toFixed(0).padStart(5)} MB`;
  process.stdout.write(`  ${name.padEnd(34)} ${cells}\n`);
}
rmSync(folder, { recursive: true, force: true });

function inTurns(
  kind: string,
  programs: Readonly<Record<string, Program>>,
  rounds: number,
  note: (name: string, said: string, millis: number) => void,
): void {
  const fileOf = (name: string): string => join(folder, `${kind}-${name.replaceAll(/\W/g, "-")}.mjs`);
  for (const [name, { text }] of Object.entries(programs)) writeFileSync(fileOf(name), text);
  for (let round = -2; round < rounds; round += 1) {
    for (const [name, { env }] of Object.entries(programs)) {
      const start = performance.now();
      const { stdout } = spawnSync(process.execPath, [fileOf(name)], {
        env: { PATH: process.env.PATH ?? "", HOME: folder, ...env },
        encoding: "utf8",
      });
      if (round >= 0) note(name, stdout, performance.now() - start);
    }
  }
}
