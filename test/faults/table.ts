import type { Form } from "./form.ts";
import type { Verdict } from "./judge.ts";
import type { Bar, Run, Scenario } from "./scenario.ts";

const COLUMNS = ["", "row", "scenario", "created", "arrived", "dup", "dropped", "held ms", "loop p99", "MB", "bar"];
const WIDTHS = [6, 3, 44, 7, 7, 5, 24, 7, 8, 4, 0];

export function header(): string {
  return line(COLUMNS);
}

/** One line for the numbers, then one for each miss. `outcome` is what stands first. */
export function describeRun(outcome: string, scenario: Scenario, run: Run, verdict: Verdict, form: Form): string {
  const results = run.hosts.flatMap(({ result }) => result ?? []);
  const cells = [
    outcome,
    scenario.row,
    scenario.name,
    verdict.created,
    verdict.arrived,
    run.stats.duplicates,
    Object.entries(verdict.dropped)
      .map(([reason, count]) => `${reason} ${count}`)
      .join(" ") || "-",
    run.hosts[0]?.signal === "SIGKILL" ? "-" : (run.hosts[0]?.heldMillis ?? "-"),
    results.length === 0 ? "-" : Math.max(...results.map(({ loop }) => loop.p99)).toFixed(0),
    results.length === 0 ? "-" : Math.max(...results.map(({ rssMegabytes }) => rssMegabytes)).toFixed(0),
    [describeBar(scenario.bar, form), ...(run.notes ?? [])].join(", "),
  ];
  return [line(cells), ...[...verdict.misses, ...verdict.late].map((miss) => `         ${miss}`)].join("\n");
}

function describeBar(bar: Bar, { slackMillis }: Form): string {
  const time = (name: string, millis: number | undefined): readonly string[] =>
    millis === undefined ? [] : [`${name} <= ${millis + slackMillis} ms`];
  const dropped = bar.dropped === "counted" ? "drops counted" : JSON.stringify(bar.dropped ?? {});
  return [
    dropped === "{}" ? "all" : dropped,
    `dup <= ${bar.duplicates ?? 0}`,
    ...time("held", bar.heldMillis),
    ...time("caught up", bar.caughtUpMillis),
    ...time("loop", bar.loopMaxMillis),
    ...(bar.interrupted === undefined ? [] : [`${bar.interrupted} open recovered`]),
  ].join(", ");
}

function line(cells: readonly (string | number)[]): string {
  return cells
    .map((cell, index) => String(cell).padEnd(WIDTHS[index] ?? 0))
    .join(" ")
    .trimEnd();
}
