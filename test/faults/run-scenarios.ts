import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Form } from "./form.ts";
import { judge } from "./judge.ts";
import type { Scenario } from "./scenario.ts";
import { createStage } from "./stage.ts";
import { describeRun } from "./table.ts";

export interface RunSettings {
  readonly form: Form;
  /** Everything is written below it, and nothing is left in it. */
  readonly folder: string;
  readonly packageUrl: string;
  print(line: string): void;
}

/** Rows that begin together would load the package together and end together. */
const STAGGER_MILLIS = 300;

/** Runs scenarios, several at once unless they must be alone; gives those that missed their bar. */
export async function runScenarios(
  scenarios: readonly Scenario[],
  settings: RunSettings,
): Promise<readonly Scenario[]> {
  const failed: Scenario[] = [];
  const late: Scenario[] = [];
  const { lateRepeats } = settings.form;
  const play = async (scenario: Scenario, repeatsLeft: number): Promise<void> => {
    const outcome = await outcomeOf(scenario, repeatsLeft > 0, settings);
    if (outcome === "FAILED") failed.push(scenario);
    if (outcome === "late") late.push(scenario);
  };
  const waiting = scenarios.filter(({ alone }) => alone !== true);
  const work = async (_: unknown, index: number): Promise<void> => {
    await sleep(index * STAGGER_MILLIS);
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await play(next, lateRepeats);
    }
  };
  await Promise.all(Array.from({ length: Math.min(settings.form.parallel, waiting.length) }, work));
  for (const scenario of scenarios.filter(({ alone }) => alone === true)) {
    await play(scenario, lateRepeats);
  }
  for (let repeatsLeft = lateRepeats - 1; repeatsLeft >= 0; repeatsLeft -= 1) {
    for (const scenario of late.splice(0)) await play(scenario, repeatsLeft);
  }
  return failed;
}

type Outcome = "ok" | "late" | "FAILED";

let stages = 0;

async function outcomeOf(scenario: Scenario, repeatsLate: boolean, settings: RunSettings): Promise<Outcome> {
  const { form, folder, packageUrl, print } = settings;
  stages += 1;
  try {
    const stage = await createStage(form, join(folder, String(stages)), packageUrl);
    try {
      const run = await scenario.run(stage);
      const verdict = judge(run, scenario.bar, form);
      const isLate = verdict.late.length > 0;
      const outcome = verdict.misses.length > 0 || (isLate && !repeatsLate) ? "FAILED" : isLate ? "late" : "ok";
      print(describeRun(outcome, scenario, run, verdict, form));
      return outcome;
    } finally {
      await stage.close();
    }
  } catch (error) {
    print(`FAILED ${scenario.row} ${scenario.name}: ${error instanceof Error ? error.message : String(error)}`);
    return "FAILED";
  }
}
