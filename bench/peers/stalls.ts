import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { median } from "../support/compare.ts";

export interface Stalls {
  readonly longestTurnMillis: number;
  readonly delayMaxMillis: number;
  readonly delayP99Millis: number;
}

const PASSES = 3;
const BURSTS = 120;
const TURNS_A_BURST = 10;

/** How long the event loop is kept while work comes in bursts with pauses between, as in a server: medians of the worst of some passes. */
export async function measureStalls(record: (turns: number) => Promise<void>): Promise<Stalls> {
  const passes: Stalls[] = [];
  for (let pass = 0; pass < PASSES; pass += 1) passes.push(await onePass(record));
  return {
    longestTurnMillis: median(passes.map(({ longestTurnMillis }) => longestTurnMillis)),
    delayMaxMillis: median(passes.map(({ delayMaxMillis }) => delayMaxMillis)),
    delayP99Millis: median(passes.map(({ delayP99Millis }) => delayP99Millis)),
  };
}

async function onePass(record: (turns: number) => Promise<void>): Promise<Stalls> {
  globalThis.gc?.();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const stopProbe = probeTurns();
  delay.enable();
  for (let burst = 0; burst < BURSTS; burst += 1) {
    await record(TURNS_A_BURST);
    await sleep(1);
  }
  delay.disable();
  return {
    longestTurnMillis: stopProbe(),
    delayMaxMillis: delay.max / 1e6,
    delayP99Millis: delay.percentile(99) / 1e6,
  };
}

/** Reads the CPU time of this thread once in each turn of the loop. @returns stops it and gives the most that one turn took */
function probeTurns(): () => number {
  let last = threadMicros();
  let longest = 0;
  let isRunning = true;
  const probe = (): void => {
    const now = threadMicros();
    longest = Math.max(longest, now - last);
    last = now;
    if (isRunning) setImmediate(probe);
  };
  setImmediate(probe);
  return () => {
    isRunning = false;
    return longest / 1000;
  };
}

function threadMicros(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}
