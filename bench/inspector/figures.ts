/** The middle one; of an even number the higher of both. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

export function printLine(name: string, value: string): void {
  process.stdout.write(`  ${name.padEnd(44)} ${value}\n`);
}

/** Milliseconds that something takes, after a run that does not count. */
export async function timed(
  run: () => unknown,
  times: number,
): Promise<{ readonly median: number; readonly worst: number }> {
  await run();
  const millis: number[] = [];
  for (let round = 0; round < times; round += 1) {
    const start = performance.now();
    await run();
    millis.push(performance.now() - start);
  }
  return { median: median(millis), worst: Math.max(...millis) };
}
