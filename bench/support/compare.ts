import { collectYoung } from "./collect-young.ts";

export interface Contender {
  readonly name: string;
  /** Runs the operation that many times. */
  run(times: number): Promise<void>;
  /** Lets what was queued leave: its cost belongs to the round. */
  drain(): Promise<void>;
}

interface Round {
  readonly hotMicros: number;
  readonly cpuMicros: number;
  /** Absent where this Node cannot tell the CPU time of a thread. */
  readonly mainMicros: number | undefined;
}

/** Rounds that are not counted: the code of both is compiled by then. */
const WARM_UP_ROUNDS = 12;

/**
 * Runs contenders in turns, so that what else the machine does hits all alike, and prints medians for one operation and their ratios to the
 * first. `hot` is the time inside the caller's own await, `main` the CPU time of the host's thread and `cpu` that of the whole process, delivery
 * included.
 */
export async function compare(
  title: string,
  contenders: readonly Contender[],
  times: number,
  rounds: number,
): Promise<void> {
  const results = new Map<string, Round[]>(contenders.map(({ name }) => [name, []]));
  for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
    for (const contender of contenders) {
      const measured = await measure(contender, times);
      if (round >= 0) results.get(contender.name)?.push(measured);
    }
  }
  process.stdout.write(`\n${title} (${times} operations a round, ${rounds} rounds, medians for one operation)\n`);
  const base = medians(results.get(contenders[0]?.name ?? "") ?? []);
  for (const { name } of contenders) {
    const { hot, main, cpu } = medians(results.get(name) ?? []);
    const cells = [
      cell("hot", hot, base.hot),
      Number.isNaN(main) ? "" : cell("main", main, base.main),
      cell("cpu", cpu, base.cpu),
    ];
    process.stdout.write(`  ${name.padEnd(34)} ${cells.join("")}\n`);
  }
}

function cell(name: string, micros: number, base: number): string {
  return `${name} ${micros.toFixed(1).padStart(8)} us  ${(micros / base).toFixed(2)}x   `;
}

async function measure(contender: Contender, times: number): Promise<Round> {
  collectYoung();
  const main = process.threadCpuUsage?.();
  const cpu = process.cpuUsage();
  const start = performance.now();
  await contender.run(times);
  const hot = performance.now() - start;
  await contender.drain();
  const used = process.cpuUsage(cpu);
  const usedMain = main && process.threadCpuUsage(main);
  return {
    hotMicros: (hot * 1000) / times,
    cpuMicros: (used.user + used.system) / times,
    mainMicros: usedMain && (usedMain.user + usedMain.system) / times,
  };
}

function medians(rounds: readonly Round[]): { hot: number; main: number; cpu: number } {
  return {
    hot: median(rounds.map(({ hotMicros }) => hotMicros)),
    main: median(rounds.flatMap(({ mainMicros }) => mainMicros ?? [])),
    cpu: median(rounds.map(({ cpuMicros }) => cpuMicros)),
  };
}

/** A contender that loses records does less work: its numbers are worth nothing. */
export function refuseLosses(dropped: Readonly<Record<string, number>>): void {
  if (Object.keys(dropped).length === 0) return;
  process.stdout.write(`  NOT VALID: records were dropped: ${JSON.stringify(dropped)}\n`);
  process.exitCode = 1;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
