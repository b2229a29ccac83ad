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
  const waiting = scenarios.filter(({ alone }) => alone !== true);
  const work = async (_: unknown, index: number): Promise<void> => {
    await sleep(index * STAGGER_MILLIS);
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (!(await passes(next, settings))) failed.push(next);
    }
  };
  await Promise.all(Array.from({ length: Math.min(settings.form.parallel, waiting.length) }, work));
  for (const scenario of scenarios.filter(({ alone }) => alone === true)) {
    if (!(await passes(scenario, settings))) failed.push(scenario);
  }
  return failed;
}

let stages = 0;

async function passes(scenario: Scenario, { form, folder, packageUrl, print }: RunSettings): Promise<boolean> {
  stages += 1;
  try {
    const stage = await createStage(form, join(folder, String(stages)), packageUrl);
    try {
      const run = await scenario.run(stage);
      const verdict = judge(run, scenario.bar, form);
      print(describeRun(scenario, run, verdict, form));
      return verdict.misses.length === 0;
    } finally {
      await stage.close();
    }
  } catch (error) {
    print(`FAILED ${scenario.row} ${scenario.name}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}
