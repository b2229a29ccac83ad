import type { QuestionAnswer } from "../../api.ts";

export interface BreakdownRow {
  readonly label: string;
  /** `null` where it is not known, such as a cost without a price. */
  readonly value: number | null;
  /** Of the largest value, 0 to 1: the length of the bar. */
  readonly length: number;
  /** Of the sum of all, 0 to 1. */
  readonly share: number;
  /** The asked for other columns, `null` where there is nothing. */
  readonly rest: readonly (string | number | null)[];
}

/**
 * An answer as bars, largest first: `measure` by what its first column says, and `also` other columns. Without the
 * column there are no rows.
 */
export function breakdown(
  answer: QuestionAnswer,
  measure: string,
  also: readonly string[] = [],
): readonly BreakdownRow[] {
  const at = answer.columns.indexOf(measure);
  if (at < 0) return [];
  const others = also.map((name) => answer.columns.indexOf(name));
  const rows = answer.rows
    .map((row) => ({
      label: labelOf(row[0]),
      value: typeof row[at] === "number" ? row[at] : null,
      rest: others.map((column) => row[column] ?? null),
    }))
    .sort((a, b) => (b.value ?? -1) - (a.value ?? -1));
  const sum = rows.reduce((all, { value }) => all + (value ?? 0), 0);
  const largest = rows[0]?.value ?? 0;
  return rows.map((row) => ({
    ...row,
    length: largest > 0 ? (row.value ?? 0) / largest : 0,
    share: sum > 0 ? (row.value ?? 0) / sum : 0,
  }));
}

export const labelOf = (value: string | number | null | undefined): string =>
  value === null || value === undefined || value === "" ? "(not known)" : String(value);
