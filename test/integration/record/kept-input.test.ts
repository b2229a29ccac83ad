import { expect, it } from "vitest";
import { createTestTelemetry, type TestTelemetry } from "../../../src/testing/index.ts";
import { collectGarbage } from "../../support/collect-garbage.ts";

/** Gives what a run was given to somebody who holds the run, and nothing else. */
type Start = (telemetry: TestTelemetry, given: readonly object[]) => unknown;

const RUNS: readonly (readonly [string, Start])[] = [
  ["an agent by hand", (telemetry, input) => telemetry.startAgent({ name: "a", input, system: input, tools: input })],
  ["a workflow by hand", (telemetry, input) => telemetry.startWorkflow({ name: "w", input })],
  ["an agent", (telemetry, input) => telemetry.agent({ name: "a", input, system: input, tools: input }, forEver)],
  ["a workflow", (telemetry, input) => telemetry.workflow({ name: "w", input }, forEver)],
];

function forEver(): Promise<void> {
  return new Promise(() => {});
}

function start(run: Start, telemetry: TestTelemetry): { readonly held: unknown; readonly input: WeakRef<object> } {
  const given = [{ role: "user", content: "hello" }];
  return { held: run(telemetry, given), input: new WeakRef(given) };
}

it.each(RUNS)("%s that goes on keeps nothing of what it was given", async (_name, run) => {
  const telemetry = createTestTelemetry({ capture: "full" });
  const { held, input } = start(run, telemetry);
  await expect
    .poll(
      () => {
        collectGarbage();
        return input.deref() === undefined;
      },
      { timeout: 5_000 },
    )
    .toBe(true);
  expect(telemetry.open).toHaveLength(1);
  expect(held).toBeDefined();
});
