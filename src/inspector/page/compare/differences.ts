import type { Comparison, SessionRow } from "../../api.ts";

export type ComparedRow = Comparison["rows"][number];

/** The next row that is not the same, in either direction, around the end; -1 when all are the same. */
export function nextDifference(rows: readonly ComparedRow[], from: number, direction: 1 | -1): number {
  for (let moved = 1; moved <= rows.length; moved++) {
    const at = (((from + moved * direction) % rows.length) + rows.length) % rows.length;
    if (rows[at]?.change !== "same") return at;
  }
  return -1;
}

/** How many rows there are of each kind. */
export function countChanges(rows: readonly ComparedRow[]): Readonly<Record<ComparedRow["change"], number>> {
  const counts = { same: 0, changed: 0, "only-a": 0, "only-b": 0 };
  for (const { change } of rows) counts[change]++;
  return counts;
}

export interface Delta {
  readonly label: string;
  readonly unit: "count" | "tokens" | "usd" | "microseconds";
  readonly a: number;
  readonly b: number;
  /** Less is better, as of cost. Of the tokens that came from a cache it depends. */
  readonly isBurden: boolean;
  /** Of a, 0.2 for a fifth more; `undefined` where a is 0. */
  readonly change: number | undefined;
}

const FROM_CACHE = "from cache";

const TOTALS = [
  ["Cost", "usd", (row) => row.costUsd],
  ["Duration", "microseconds", (row) => row.endUs - row.startUs],
  ["Model calls", "count", (row) => row.inferenceCalls],
  ["Tool calls", "count", (row) => row.toolCalls],
  ["Errors", "count", (row) => row.errors],
  ["Input", "tokens", (row) => row.inputTokens],
  [FROM_CACHE, "tokens", (row) => row.cacheReadTokens],
  ["Output", "tokens", (row) => row.outputTokens],
  ["Reasoning", "tokens", (row) => row.reasoningTokens],
] as const satisfies readonly (readonly [string, Delta["unit"], (row: SessionRow) => number])[];

/** The sums of both runs beside one another. */
export function totalsOf({ a, b }: Pick<Comparison, "a" | "b">): readonly Delta[] {
  return TOTALS.map(([label, unit, read]) => {
    const before = read(a);
    const after = read(b);
    const change = before === 0 ? undefined : (after - before) / before;
    return { label, unit, a: before, b: after, isBurden: label !== FROM_CACHE, change };
  });
}
