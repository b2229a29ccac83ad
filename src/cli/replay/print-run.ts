import { counted } from "../../internal/format.ts";
import { terminalText } from "../../internal/terminal-text.ts";
import { type ComparisonLayout, printComparison } from "../compare/print-comparison.ts";
import type { RunComparison } from "./compare-run.ts";

const MAX_SHOWN = 20;

const WHY = {
  "no recorded trace": "the recorded one is neither beside the cassette nor in the store",
  "no new trace": "the program sent its own elsewhere, or nowhere",
} as const;

/** What a run changed, as text: in a line when nothing did. */
export function printRun(run: RunComparison, layout: ComparisonLayout): string {
  const { paint } = layout;
  const lines = [
    run.isSame ? paint("good", "the same") : paint("bad", "different"),
    `${run.played} of ${run.entries} ${run.entries === 1 ? "entry" : "entries"} of ${terminalText(run.cassette, 300)} were played`,
    ...shortened(run.mismatches, (text) => paint("bad", `  ! ${terminalText(text, 1_000)}`)),
    ...shortened(run.unused, (name) => paint("bad", `  - ${terminalText(name, 300)} was not asked for`)),
  ];
  if (run.ending !== undefined) lines.push(paint("bad", `the program ${terminalText(run.ending)}`));
  if (run.notCompared !== undefined) lines.push(paint("notable", `traces were not compared: ${WHY[run.notCompared]}`));
  if (run.missingSessions > 0)
    lines.push(paint("bad", `${counted(run.missingSessions, "recorded session")} did not come again`));
  if (run.addedSessions > 0) lines.push(paint("bad", `${counted(run.addedSessions, "session")} more than recorded`));
  if (run.totals.length > 0) lines.push(paint("bad", `sums that differ: ${run.totals.join(", ")}`));
  const shown = run.isSame ? [] : run.sessions;
  return [
    ...lines,
    ...shown.flatMap((comparison) => ["", "A is the recording, B the new run", printComparison(comparison, layout)]),
    "",
  ].join("\n");
}

function shortened(items: readonly string[], line: (item: string) => string): readonly string[] {
  const more = items.length - MAX_SHOWN;
  return [...items.slice(0, MAX_SHOWN).map(line), ...(more > 0 ? [`  … ${more} more`] : [])];
}
