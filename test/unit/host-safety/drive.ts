import type { Telemetry } from "../../../src/index.ts";
import type { PublicCall } from "./public-calls.ts";

/**
 * What one call may cost the host: CPU time of this thread, the least of a few tries, as other work disturbs single ones. The bar is 20 ms on a
 * quiet machine, which `HOSTILE_LIMIT_MILLIS=20` holds this suite to; by default only what is slow beyond any noise fails.
 */
const LIMIT_MILLIS: number = Number(process.env.HOSTILE_LIMIT_MILLIS ?? 100);
const TRIES = 15;
const CALLS_PER_FLUSH = 60;

export interface Outcome {
  readonly faults: string[];
  expectedSpans: number;
}

/** Calls everything with fresh values, and waits for what the call returns if it is `awaited`; says what threw, rejected, or was slow. */
export async function drive(client: Telemetry, calls: readonly PublicCall[], make: () => unknown): Promise<Outcome> {
  const outcome: Outcome = { faults: [], expectedSpans: 0 };
  for (const [index, call] of calls.entries()) {
    let fastest = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < TRIES && fastest > LIMIT_MILLIS; attempt += 1) {
      const run = call.prepare(client);
      const value = make();
      const started = process.threadCpuUsage();
      try {
        const returned = run(value);
        if (call.awaited) await returned;
      } catch (error) {
        outcome.faults.push(`${call.name} threw ${error instanceof Error ? error.stack : typeof error}`);
      }
      const { user, system } = process.threadCpuUsage(started);
      fastest = Math.min(fastest, (user + system) / 1000);
      outcome.expectedSpans += call.spans;
    }
    if (fastest > LIMIT_MILLIS) outcome.faults.push(`${call.name} took ${fastest.toFixed(1)} ms`);
    if (index % CALLS_PER_FLUSH === 0) await client.flush();
  }
  return outcome;
}
