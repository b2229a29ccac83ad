import { startCountingSink } from "./counting-sink.ts";
import { type Run, runContender } from "./run-contender.ts";
import { BASE, SCENARIOS, type Scenario } from "./scenarios.ts";
import { isOwn, lostBy, type Row, renderTable, toRow, verdicts } from "./table.ts";

/**
 * Measures the peers that are named as arguments, and what needs nothing installed, in turns. It runs inside the network that has this machine
 * only; `../peers.ts` starts it there.
 */
const ROUNDS = 3;
/** After the first round nothing is started any more that would end later than this. */
const BUDGET_MILLIS = 300_000;
/** A contender beyond this ratio is measured once: more runs of it would only take the time of the others. */
const FAR = 5;

const peers = process.argv.slice(2);
const print = (text: string): void => void process.stdout.write(`${text}\n`);
const sink = await startCountingSink();
const runs = new Map<string, Run[]>();
const failures = new Map<string, string>();

const start = performance.now();
for (let round = 0; round < ROUNDS; round += 1) {
  for (const scenario of SCENARIOS) {
    for (const name of namesOf(scenario)) {
      if (round > 0 && (performance.now() - start > BUDGET_MILLIS || isFar(scenario, name))) continue;
      await runOnce(scenario, name);
    }
  }
}
sink.stop();
print(
  `\nAgainst others: medians of up to ${ROUNDS} processes each, for one turn, over the bare work; ratios to ${BASE}`,
);
const base = new Map(SCENARIOS.map((scenario) => [scenario.name, rowsOf(scenario).find(({ name }) => name === BASE)]));
for (const scenario of SCENARIOS) report(scenario);

function namesOf({ own, hasPeers }: Scenario): readonly string[] {
  return hasPeers ? [...own, ...peers] : own;
}

function isFar(scenario: Scenario, name: string): boolean {
  const [run] = runs.get(`${scenario.name} ${name}`) ?? [];
  const [base] = runs.get(`${scenario.name} ${BASE}`) ?? [];
  return run !== undefined && base !== undefined && run.mainMicros > FAR * base.mainMicros;
}

async function runOnce(scenario: Scenario, name: string): Promise<void> {
  const key = `${scenario.name} ${name}`;
  if (failures.has(key)) return;
  const run = await runContender(name, scenario.name, sink);
  if (typeof run === "string") failures.set(key, run);
  else runs.set(key, [...(runs.get(key) ?? []), run]);
}

function rowsOf(scenario: Scenario): readonly Row[] {
  return namesOf(scenario).flatMap((name) => {
    const found = runs.get(`${scenario.name} ${name}`);
    return found === undefined ? [] : [toRow(name, found)];
  });
}

function report(scenario: Scenario): void {
  const rows = rowsOf(scenario);
  const to = base.get(scenario.name) ?? base.get("full");
  if (to === undefined) throw new Error(`${BASE} has no result: ${failures.get(`${scenario.name} ${BASE}`)}`);
  print(renderTable(scenario, rows, to));
  for (const name of namesOf(scenario)) {
    const failure = failures.get(`${scenario.name} ${name}`);
    if (failure !== undefined) print(`  NO RESULT for ${name}: ${failure}`);
    if (failure !== undefined && isOwn(name)) process.exitCode = 1;
  }
  for (const line of verdicts(scenario, rows, to)) print(line);
  if (rows.some((row) => isOwn(row.name) && lostBy(row) > 0)) process.exitCode = 1;
}
