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
}

/** Rounds that are not counted: the code of both is compiled by then. */
const WARM_UP_ROUNDS = 12;

/**
 * Runs contenders in turns, so that what else the machine does hits all alike, and prints medians for one operation and their ratios to the
 * first. `hot` is the time inside the caller's own await, `cpu` what the whole process spent, delivery included.
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
    const { hot, cpu } = medians(results.get(name) ?? []);
    process.stdout.write(
      `  ${name.padEnd(34)} hot ${hot.toFixed(1).padStart(8)} us  ${(hot / base.hot).toFixed(2)}x   cpu ${cpu.toFixed(1).padStart(8)} us  ${(cpu / base.cpu).toFixed(2)}x\n`,
    );
  }
}

async function measure(contender: Contender, times: number): Promise<Round> {
  globalThis.gc?.();
  const cpu = process.cpuUsage();
  const start = performance.now();
  await contender.run(times);
  const hot = performance.now() - start;
  await contender.drain();
  const used = process.cpuUsage(cpu);
  return { hotMicros: (hot * 1000) / times, cpuMicros: (used.user + used.system) / times };
}

function medians(rounds: readonly Round[]): { hot: number; cpu: number } {
  return {
    hot: median(rounds.map(({ hotMicros }) => hotMicros)),
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
