import { FULL } from "./form.ts";
import { play } from "./play.ts";
import { type RunSettings, runScenarios } from "./run-scenarios.ts";
import type { Scenario } from "./scenario.ts";

/** Hosts with the plain OpenTelemetry SDK lose spans here and count none of them; the outage has to be as long as its retries. */
const lossyRows: readonly Scenario[] = [
  {
    row: 4,
    name: "10 s refused, plain OpenTelemetry SDK",
    bar: {},
    run: (stage) =>
      play(stage, { host: { sdk: "otel" }, phases: [{ by: "time", ...FULL.outage, fault: { kind: "refused" } }] }),
  },
  {
    row: 3,
    name: "process.exit(), plain OpenTelemetry SDK",
    bar: {},
    run: (stage) => play(stage, { host: { sdk: "otel", spans: 40, seconds: 1.5, ending: "exit" } }),
  },
];

/** The same host without any fault loses nothing: what the suite sees is the fault and not its own mistake. */
const soundRow: Scenario = {
  row: 1,
  name: "all well, plain OpenTelemetry SDK",
  bar: {},
  run: (stage) => play(stage, { host: { sdk: "otel" } }),
};

/** Proves that the suite can fail, and can pass. */
export async function selfCheck(settings: RunSettings): Promise<boolean> {
  const failed = await runScenarios([...lossyRows, soundRow], { ...settings, form: FULL });
  return failed.length === lossyRows.length && lossyRows.every((row) => failed.includes(row));
}
