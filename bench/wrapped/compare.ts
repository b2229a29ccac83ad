import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCountingSink } from "../peers/counting-sink.ts";

/**
 * Measures the contenders that are named as arguments, in turns, each in a process of its own, and prints what each adds to the bare client. It
 * runs inside the network that has this machine only; `../wrapped.ts` starts it there.
 */
interface Cost {
  readonly perChunk: number;
  readonly perCall: number;
  /** Of the first calls of the process, while code is compiled. */
  readonly firstCall: number;
}

const ROUNDS = 3;
const names = process.argv.slice(2);
const sink = await startCountingSink();
const costs = new Map<string, Cost[]>(names.map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const name of names) {
    const cost = await measure(name);
    if (cost !== undefined) costs.get(name)?.push(cost);
  }
}
sink.stop();

const median = (found: readonly number[]): number =>
  [...found].sort((a, b) => a - b)[Math.floor(found.length / 2)] ?? Number.NaN;
const bare = {
  perChunk: median(costs.get("bare")?.map((one) => one.perChunk) ?? []),
  perCall: median(costs.get("bare")?.map((one) => one.perCall) ?? []),
  firstCall: median(costs.get("bare")?.map((one) => one.firstCall) ?? []),
};
process.stdout.write(
  `\nObserving a client (added to the bare client's ${bare.perChunk.toFixed(2)} us a chunk, ${bare.perCall.toFixed(0)} us a call and ${bare.firstCall.toFixed(0)} us one of the first 600 calls; medians of ${ROUNDS} processes)\n`,
);
for (const [name, found] of costs) {
  if (name === "bare") continue;
  const perChunk = median(found.map((one) => one.perChunk)) - bare.perChunk;
  const perCall = median(found.map((one) => one.perCall)) - bare.perCall;
  const firstCall = median(found.map((one) => one.firstCall)) - bare.firstCall;
  process.stdout.write(
    `  ${name.padEnd(24)} ${perChunk.toFixed(2).padStart(8)} us a chunk ${perCall.toFixed(0).padStart(8)} us a call ${firstCall.toFixed(0).padStart(8)} us one of the first\n`,
  );
}

async function measure(name: string): Promise<Cost | undefined> {
  await sink.reset();
  const folder = mkdtempSync(join(tmpdir(), "agentscribe-bench-"));
  const child = fork(new URL("./measure.ts", import.meta.url), [name, sink.url], {
    cwd: folder,
    execArgv: ["--expose-gc"],
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      NODE_ENV: "production",
      AGENTSCRIBE_SPOOL_DIRECTORY: join(folder, "spool"),
    },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    timeout: 120_000,
    killSignal: "SIGKILL",
  });
  let said = "";
  child.stderr?.on("data", (text) => {
    said = (said + String(text)).slice(-2_000);
  });
  let cost: Cost | undefined;
  child.once("message", (message) => {
    cost = message as Cost;
  });
  await once(child, "close");
  const arrived = await sink.arrived();
  rmSync(folder, { recursive: true, force: true });
  if (cost === undefined)
    process.stdout.write(`${name} has no result: ${said.split("\n").find((line) => /error/i.test(line)) ?? said}\n`);
  else if (arrived === 0 && name !== "bare") process.stdout.write(`${name}: nothing arrived\n`);
  return cost;
}
