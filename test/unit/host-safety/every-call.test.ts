import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { init, type Telemetry } from "../../../src/index.ts";
import { HOSTILE_VALUES } from "./hostile-values.ts";
import { functionsOf, handleCalls, PUBLIC_CALLS, type PublicCall } from "./public-calls.ts";
import { SCOPE_OPTIONS } from "./scope-options.ts";

/**
 * What one call may cost the host: CPU time of this thread, the least of a few tries, as other work disturbs single ones. The bar is 20 ms on a
 * quiet machine, which `HOSTILE_LIMIT_MILLIS=20` holds this suite to; by default only what is slow beyond any noise fails.
 */
const LIMIT_MILLIS = Number(process.env.HOSTILE_LIMIT_MILLIS ?? 100);
const TRIES = 15;
const CALLS_PER_FLUSH = 60;

interface Outcome {
  readonly faults: string[];
  expectedSpans: number;
}

describe.each(["none", "full"] as const)("every public call, capture %s", (capture) => {
  let client: Telemetry;
  let calls: readonly PublicCall[];
  let received = 0;
  const rejections: unknown[] = [];
  const onRejection = (reason: unknown): void => void rejections.push(reason);

  beforeAll(async () => {
    process.on("unhandledRejection", onRejection);
    const spanExporter = {
      export(spans: readonly unknown[], done: (result: { code: number }) => void): void {
        received += spans.length;
        done({ code: 0 });
      },
    };
    client = init({ capture, host: "own", exporters: [{ type: "custom", spanExporter }] });
    calls = [...PUBLIC_CALLS, ...handleCalls(client)];
    await drive(client, calls, () => ({ warm: "up" }));
  }, 60_000);

  afterEach(() => expect(rejections).toEqual([]));

  afterAll(async () => {
    await client.shutdown();
    process.removeListener("unhandledRejection", onRejection);
  });

  test.each(Object.entries(HOSTILE_VALUES))(
    "survives %s",
    async (_name, make) => {
      await client.flush();
      const before = received;
      const { faults, expectedSpans } = await drive(client, calls, make);
      await client.flush({ timeoutMillis: 10_000 });
      expect(faults).toEqual([]);
      expect(received - before).toBe(expectedSpans);
      expect(client.health().dropped).toEqual({});
    },
    60_000,
  );

  test("are all driven: a method that is added must be added here", () => {
    const driven = new Set(calls.map(({ name }) => /^[A-Za-z]+/.exec(name)?.[0]));
    const elsewhere = ["flush", "shutdown", "disable"];
    expect(functionsOf(client).filter((name) => !driven.has(name))).toEqual(elsewhere.filter((name) => name in client));
    expect(Object.keys(SCOPE_OPTIONS).filter((name) => !driven.has(name))).toEqual([]);
  });
});

/** Calls everything with fresh values; says what threw and what was slow. */
async function drive(client: Telemetry, calls: readonly PublicCall[], make: () => unknown): Promise<Outcome> {
  const outcome: Outcome = { faults: [], expectedSpans: 0 };
  for (const [index, call] of calls.entries()) {
    let fastest = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < TRIES && fastest > LIMIT_MILLIS; attempt += 1) {
      const run = call.prepare(client);
      const value = make();
      const started = process.threadCpuUsage();
      try {
        run(value);
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
