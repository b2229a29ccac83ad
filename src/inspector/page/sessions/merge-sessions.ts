import type { SessionPage, SessionRow } from "../../api.ts";

/** Rows of which some are newer: each session once, as it was told last, in the order that the list has. */
export function mergeSessions(
  old: readonly SessionRow[],
  fresh: readonly SessionRow[],
  sort: string | undefined,
): readonly SessionRow[] {
  const rows = new Map(old.map((row) => [row.id, row]));
  for (const row of fresh) rows.set(row.id, row);
  const weigh = WEIGHTS[sort ?? "start"] ?? byStart;
  return [...rows.values()].sort((a, b) => weigh(b) - weigh(a) || b.startUs - a.startUs);
}

/**
 * Rows without those that the first page has no more, though it reaches beyond them: what keeps the list short lets them through no longer, or they were deleted.
 */
export function withoutGone(
  rows: readonly SessionRow[],
  { sessions, next }: SessionPage,
  sort: string | undefined,
): readonly SessionRow[] {
  const there = new Set(sessions.map(({ id }) => id));
  const last = sessions.at(-1);
  const weigh = WEIGHTS[sort ?? "start"] ?? byStart;
  return rows.filter((row) => there.has(row.id) || (next !== null && last !== undefined && weigh(row) <= weigh(last)));
}

const byStart = (row: SessionRow): number => row.startUs;

/** What the largest of comes first, by the name of the sort. */
const WEIGHTS: Readonly<Record<string, (row: SessionRow) => number>> = {
  start: byStart,
  cost: (row) => row.costUsd,
  tokens: (row) => row.inputTokens + row.outputTokens,
  errors: (row) => row.errors,
  duration: (row) => row.endUs - row.startUs,
};
