import type { Comparison, SessionRow } from "../../inspector/index.ts";
import type { Run, RunSource } from "../../inspector/steps/collect-run.ts";
import { compareSteps } from "../../inspector/steps/compare-steps.ts";
import type { ReplayReport } from "../../testing/cassette/replay-report.ts";
import { steadyText } from "../../testing/cassette/request-key.ts";
import { nameOf } from "../../testing/cassette/tape.ts";
import { endingOf, type ProgramEnd } from "../run-program.ts";
import type { RecordedRun } from "./find-recording.ts";
import { straightenedRuns } from "./straighten-runs.ts";

/** What a run left. */
export interface NewRun {
  readonly end: ProgramEnd;
  /** One for each process. */
  readonly reports: readonly ReplayReport[];
  readonly sessions: readonly RunSource[];
}

/** A run beside its recording. */
export interface RunComparison {
  readonly isSame: boolean;
  readonly cassette: string;
  /** Entries that were played, of all that it has. */
  readonly played: number;
  readonly entries: number;
  /** What nobody asked for, and what was asked for that it does not have. */
  readonly unused: readonly string[];
  readonly mismatches: readonly string[];
  /** How the program ended, when it failed. */
  readonly ending?: string;
  /** Sessions side by side, in the order of their start. */
  readonly sessions: readonly Comparison[];
  /** Sums that differ though the steps do not have to: `outputTokens`, `costUsd` ... */
  readonly totals: readonly string[];
  /** Sessions that one of them has more. */
  readonly missingSessions: number;
  readonly addedSessions: number;
  /** Why the traces were not compared: the recorded one was not found, or the new one went elsewhere. */
  readonly notCompared?: "no recorded trace" | "no new trace";
}

const TOTALS = [
  "inferenceCalls",
  "toolCalls",
  "errors",
  "inputTokens",
  "outputTokens",
  "cacheReadTokens",
  "cacheWriteTokens",
  "reasoningTokens",
  "outcome",
] as const satisfies readonly (keyof SessionRow)[];

export function compareRun(recorded: RecordedRun, { end, reports, sessions }: NewRun): RunComparison {
  const used = new Set(reports.flatMap((report) => report.played));
  const unused = recorded.entries.filter(
    (entry, index) => !used.has(index) && (entry.kind === "exchange" || reports.some(({ tools }) => tools)),
  );
  const mismatches = reports.flatMap((report) => report.mismatches);
  const notCompared =
    recorded.sessions.length === 0 ? "no recorded trace" : sessions.length === 0 ? "no new trace" : undefined;
  const hasTrace = notCompared === undefined;
  const compared = recorded.sessions.flatMap((before, index) => {
    const after = sessions[index];
    if (after === undefined) return [];
    const [a, b] = straightenedRuns(before, after);
    return [compareSteps(steady(a), steady(b))];
  });
  const totals = [...new Set(compared.flatMap(totalsOf))];
  const missingSessions = hasTrace ? Math.max(0, recorded.sessions.length - sessions.length) : 0;
  const addedSessions = hasTrace ? Math.max(0, sessions.length - recorded.sessions.length) : 0;
  const ending = endingOf(end);
  const isSame =
    unused.length + mismatches.length + totals.length + missingSessions + addedSessions === 0 &&
    ending === undefined &&
    compared.every(isUnchanged);
  return {
    isSame,
    cassette: recorded.cassette,
    played: used.size,
    entries: recorded.entries.length,
    unused: unused.map(nameOf),
    mismatches,
    ...(ending !== undefined && { ending }),
    sessions: compared,
    totals,
    missingSessions,
    addedSessions,
    ...(notCompared !== undefined && { notCompared }),
  };
}

/** Without what differs from run to run: times and random ids in what was said. */
function steady(run: Run): Run {
  const steps = JSON.parse(JSON.stringify(run.steps), (_, value: unknown) =>
    typeof value === "string" ? steadyText(value) : value,
  ) as Run["steps"];
  return { ...run, steps, offered: new Set() };
}

function totalsOf({ a, b }: Comparison): readonly string[] {
  const found: string[] = TOTALS.filter((name) => a[name] !== b[name]);
  // Sums of the same prices in another order.
  if (Math.abs(a.costUsd - b.costUsd) > 1e-9) found.push("costUsd");
  return found;
}

function isUnchanged({ rows, tools, prompts }: Comparison): boolean {
  return (
    rows.every(({ change }) => change === "same") &&
    tools.every(({ a, b }) => a === b) &&
    prompts.every(({ change }) => change === "same")
  );
}
