import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { collectYoung } from "../support/collect-young.ts";

export interface Stalls {
  readonly longestTurnMillis: number;
  readonly delayMaxMillis: number;
  readonly delayP99Millis: number;
}

const PASSES = 5;
const BURSTS = 100;
const TURNS_A_BURST = 10;

/**
 * How long the event loop is kept while work comes in bursts with pauses between, as in a server: the worst of each pass, and of these the
 * least, since what a contender does comes again in every pass and what else the machine does seldom in all.
 */
export async function measureStalls(record: (turns: number) => Promise<void>): Promise<Stalls> {
  const passes: Stalls[] = [];
  for (let pass = 0; pass < PASSES; pass += 1) passes.push(await onePass(record));
  const least = (of: (pass: Stalls) => number): number => Math.min(...passes.map(of));
  return {
    longestTurnMillis: least(({ longestTurnMillis }) => longestTurnMillis),
    delayMaxMillis: least(({ delayMaxMillis }) => delayMaxMillis),
    delayP99Millis: least(({ delayP99Millis }) => delayP99Millis),
  };
}

async function onePass(record: (turns: number) => Promise<void>): Promise<Stalls> {
  collectYoung();
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

/** CPU time of this thread. Linux brings the clock of the running thread up to date only when the whole process is asked for. */
function threadMicros(): number {
  process.cpuUsage();
  const { user, system } = process.threadCpuUsage();
  return user + system;
}
