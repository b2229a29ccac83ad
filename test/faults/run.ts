import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { copyPackage } from "./copy-package.ts";
import { FULL, SHORT } from "./form.ts";
import { runScenarios } from "./run-scenarios.ts";
import { allScenarios, ELSEWHERE } from "./scenarios.ts";
import { selfCheck } from "./self-check.ts";
import { canMount } from "./small-disk.ts";
import { header } from "./table.ts";

/**
 * Delivery under faults, against the bar. `--short` for CI, `--row 4,5` for some rows, `--name text` for some scenarios of them,
 * `--parallel 1` for times, `--self-check` for a host that is known to lose spans.
 */
const { values } = parseArgs({
  options: {
    short: { type: "boolean", default: false },
    row: { type: "string" },
    name: { type: "string", default: "" },
    parallel: { type: "string" },
    "self-check": { type: "boolean", default: false },
  },
});
const basis = values.short ? SHORT : FULL;
const form = values.parallel === undefined ? basis : { ...basis, parallel: Number(values.parallel) };
const rows = values.row?.split(",").map(Number);
const folder = mkdtempSync(join(tmpdir(), "agentscribe-faults-"));
const print = (text: string): void => void process.stdout.write(`${text}\n`);

try {
  const packageUrl = copyPackage(fileURLToPath(new URL("../..", import.meta.url)), folder);
  const settings = { form, folder, packageUrl, print };
  print(
    `${form.name} form: ${form.spans} spans in ${form.seconds} s, ${form.parallel} rows at once, times +${form.slackMillis} ms`,
  );
  print(header());
  const failed = values["self-check"] ? await check(settings) : await runAll(settings);
  if (failed > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function check(settings: Parameters<typeof selfCheck>[0]): Promise<number> {
  const works = await selfCheck(settings);
  print(works ? "the suite sees what the plain SDK loses" : "THE SUITE DOES NOT SEE WHAT THE PLAIN SDK LOSES");
  print(works ? "\n1 passed, 0 failed" : "\n0 passed, 1 failed");
  return works ? 0 : 1;
}

async function runAll(settings: Parameters<typeof runScenarios>[1]): Promise<number> {
  const mayMount = canMount();
  const wanted = allScenarios(form, mayMount).filter(
    ({ row, name }) => (rows === undefined || rows.includes(row)) && name.includes(values.name),
  );
  if (wanted.length === 0) throw new Error("no scenario has this row and name");
  const failed = await runScenarios(wanted, settings);
  const skipped = mayMount || !(rows?.includes(19) ?? true) ? 0 : 3;
  if (skipped > 0) print("SKIPPED 19: no right to mount a small disk, so no disk was full");
  if (form.name === "short") print("row 13 (200,000 spans) is in the full form only");
  for (const [row, where] of Object.entries(ELSEWHERE)) print(`row ${row} is held by ${where}`);
  if (failed.length > 0) print(`missed: ${failed.map(({ row, name }) => `${row} ${name}`).join("; ")}`);
  const more = skipped > 0 ? `, ${skipped} skipped` : "";
  print(`\n${wanted.length - failed.length} passed, ${failed.length} failed${more}`);
  return failed.length;
}
