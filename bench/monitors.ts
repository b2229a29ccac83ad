import { readFileSync, writeFileSync } from "node:fs";
import { HISTORIES, type History } from "./monitors/histories.ts";
import { PATIENCE_HOURS, type Simulated, simulate, type Traffic } from "./monitors/simulate.ts";

/** Simulates monitors on made-up histories and prints what they find and what they only seem to find: `npm run monitors:simulate [-- --write]`. */
const TRAFFIC: readonly Traffic[] = [
  { perHour: 12, weeks: 40, trials: 20 },
  { perHour: 120, weeks: 20, trials: 20 },
  { perHour: 1_200, weeks: 5, trials: 10 },
];
const SEED = 2_026;
const PAGE = new URL("../docs/monitors.md", import.meta.url);

const HEAD = ["monitor", "an hour", "enough data", "false alarms a week", "change", "found in a day", "after, median"];
const rows = HISTORIES.flatMap((history) => TRAFFIC.flatMap((traffic) => rowsOf(history, traffic)));
const table = [HEAD, HEAD.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
process.stdout.write(`${table}\n`);
if (process.argv.includes("--write")) writeFileSync(PAGE, withTable(readFileSync(PAGE, "utf8"), table));

function rowsOf(history: History, traffic: Traffic): readonly (readonly string[])[] {
  const simulated = simulate(history, traffic, SEED);
  return simulated.found.map((found, index) => [
    ...(index === 0 ? firstCells(history, traffic, simulated) : ["", "", "", ""]),
    found.change,
    `${found.hours.length} of ${found.trials}`,
    delay(found.hours, found.trials),
  ]);
}

function firstCells({ monitor, what }: History, { perHour }: Traffic, simulated: Simulated): readonly string[] {
  const alarms = simulated.judged === 0 ? "" : simulated.alarmsAWeek.toFixed(2);
  return [monitor, `${perHour.toLocaleString("en")} ${what}`, `${Math.round(100 * simulated.judged)} %`, alarms];
}

/** The time by which half of all trials were found, those that were not counted as later than all others. */
function delay(hours: readonly number[], trials: number): string {
  const middle = hours[Math.ceil(trials / 2) - 1];
  if (middle === undefined) return hours.length === 0 ? "" : `over ${PATIENCE_HOURS} h`;
  return middle < 1 ? `${Math.max(1, Math.round(60 * middle))} min` : `${middle.toFixed(1)} h`;
}

function withTable(page: string, text: string): string {
  const [before, after] = ["<!-- simulated -->", "<!-- /simulated -->"];
  const [start, end] = [page.indexOf(before), page.indexOf(after)];
  if (start < 0 || end < start) throw new Error(`docs/monitors.md has no ${before} … ${after}`);
  return `${page.slice(0, start + before.length)}\n\n${text}\n\n${page.slice(end)}`;
}
