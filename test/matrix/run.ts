import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { CLIENTS } from "./client-cells.ts";
import { FRAMEWORKS } from "./frameworks/columns.ts";
import { type PlayedGrid, playGrid } from "./grid.ts";
import { startTelemetry } from "./stage.ts";
import { withTable } from "./table.ts";

/**
 * Plays every case with every wrapped client and framework. `--check` fails when a cell is wrong or the tables in the docs are others, `--write`
 * writes the tables, `--only openai` and `--case stream` choose, `--times` tells which cells took long.
 */
const { values } = parseArgs({
  options: {
    check: { type: "boolean" },
    write: { type: "boolean" },
    only: { type: "string", default: "" },
    case: { type: "string", default: "" },
    times: { type: "boolean" },
  },
});

const telemetry = startTelemetry();
const played: PlayedGrid[] = [];
for (const grid of [CLIENTS, FRAMEWORKS]) played.push(await playGrid(telemetry, grid, values.only, values.case));
await telemetry.shutdown();

const faults = played.flatMap((grid) => grid.faults);
for (const fault of faults) console.log(fault);
const times = played.flatMap((grid) => grid.times).sort(([a], [b]) => b - a);
if (values.times === true)
  for (const [millis, cell] of times.slice(0, 30)) console.log(`${millis.toFixed(0)} ms ${cell}`);
const marks = played.flatMap(({ cells }) => [...cells.values()]);
const count = (mark: string): number => marks.filter((one) => one === mark).length;
console.log(
  `matrix: ${count("●")} cells right, ${count("○")} wrong, ${count("○*")} that cannot be right, ${count("–")} that do not apply`,
);

const page = new URL("../../docs/instrumentations.md", import.meta.url);
const before = readFileSync(page, "utf8");
const after = played.reduce(withTable, before);
if (values.write === true) writeFileSync(page, after);
if (values.check === true && before !== after) {
  console.log("docs/instrumentations.md: the tables are others; npm run matrix -- --write");
  process.exitCode = 1;
}
if (faults.length > 0) process.exitCode = 1;
