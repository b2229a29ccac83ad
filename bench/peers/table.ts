import { median } from "../support/compare.ts";
import type { Run } from "./run-contender.ts";
import { BASE, type Scenario, STALL_BAR } from "./scenarios.ts";

/** Medians over the processes of one contender. */
export interface Row extends Run {
  readonly name: string;
}

export function toRow(name: string, runs: readonly Run[]): Row {
  const of = (pick: (run: Run) => number): number => median(runs.map(pick));
  return {
    name,
    mainMicros: of((run) => run.mainMicros),
    processMicros: of((run) => run.processMicros),
    hotMicros: of((run) => run.hotMicros),
    longestTurnMillis: of((run) => run.longestTurnMillis),
    delayMaxMillis: of((run) => run.delayMaxMillis),
    delayP99Millis: of((run) => run.delayP99Millis),
    peakMegabytes: of((run) => run.peakMegabytes),
    createdSpans: runs.reduce((sum, run) => sum + run.createdSpans, 0),
    arrivedSpans: runs.reduce((sum, run) => sum + run.arrivedSpans, 0),
    droppedRecords: runs.reduce((sum, run) => sum + run.droppedRecords, 0),
  };
}

/** Time and CPU for one turn and their ratios to the base, with what arrived and the memory it took. */
export function renderTable(scenario: Scenario, rows: readonly Row[], base: Row): string {
  const lines = rows.map((row) => {
    const cells = [
      ...withRatio(row.mainMicros, base.mainMicros, "us"),
      ...withRatio(row.processMicros, base.processMicros, "us"),
      ...withRatio(row.hotMicros, base.hotMicros, "us"),
      ...withRatio(row.longestTurnMillis, base.longestTurnMillis, "ms"),
      `${row.delayP99Millis.toFixed(0)} / ${row.delayMaxMillis.toFixed(0)} ms`.padStart(13),
      `${row.peakMegabytes.toFixed(0)} MB`.padStart(8),
      arrived(row).padStart(8),
    ];
    return `  ${row.name.padEnd(22)}${cells.join("")}`;
  });
  return `\n${scenario.title}\n${HEADER}\n${lines.join("\n")}\n`;
}

const HEADER = `  ${"".padEnd(22)}${["main CPU", "process CPU", "hot", "longest turn"].map((name) => name.padStart(18)).join("")}${"delay p99/max".padStart(15)}${"RSS".padStart(6)}${"arrived".padStart(9)}`;

function withRatio(value: number, base: number, unit: string): string[] {
  return [`${value.toFixed(1).padStart(8)} ${unit}`, `${(value / base).toFixed(2)}x`.padStart(7)];
}

function arrived({ arrivedSpans, createdSpans }: Row): string {
  const percent = (arrivedSpans / createdSpans) * 100;
  return arrivedSpans < createdSpans && percent >= 99.95 ? "< 100 %" : `${percent.toFixed(percent === 100 ? 0 : 1)} %`;
}

/** Whether the rows of agentscribe hold what they are to hold: one line each. */
export function verdicts(scenario: Scenario, rows: readonly Row[], base: Row): string[] {
  const peers = rows.filter(({ name }) => !isOwn(name) && name !== BASE);
  return rows
    .filter(({ name }) => isOwn(name))
    .map((row) => {
      if (lostBy(row) > 0) return `  ${row.name}: NOT VALID, ${lostBy(row)} records were lost`;
      const main = row.mainMicros / base.mainMicros;
      const stall = row.longestTurnMillis / base.longestTurnMillis;
      const ahead = peers.filter(({ mainMicros }) => mainMicros < row.mainMicros).map(({ name }) => name);
      const found = [
        bar("main CPU", main, scenario.mainCpuBar),
        bar("longest turn", stall, STALL_BAR),
        ...(peers.length === 0 ? [] : [ahead.length === 0 ? "ahead of every peer" : `behind ${ahead.join(", ")}`]),
      ];
      return `  ${row.name}: ${found.join("; ")}`;
    });
}

export function lostBy({ createdSpans, arrivedSpans, droppedRecords }: Row): number {
  return Math.max(droppedRecords, createdSpans - arrivedSpans);
}

export function isOwn(name: string): boolean {
  return name.startsWith("agentscribe");
}

function bar(name: string, ratio: number, limit: number): string {
  return `${name} ${ratio.toFixed(2)}x, ${ratio <= limit ? "within" : "over"} ${limit}x`;
}
