import type { QuestionAnswer } from "../../api.ts";

export interface BreakdownRow {
  readonly label: string;
  readonly value: number;
  /** Of the largest value, 0 to 1: the length of the bar. */
  readonly length: number;
  /** Of the sum of all, 0 to 1. */
  readonly share: number;
  /** The other columns of the answer, as they came. */
  readonly rest: readonly (string | number | null)[];
}

export interface Breakdown {
  readonly restColumns: readonly string[];
  /** Largest first. */
  readonly rows: readonly BreakdownRow[];
  readonly sum: number;
}

/** An answer as bars: what is measured by what. Columns that the answer does not have give no rows. */
export function breakdown(answer: QuestionAnswer, by: string, measure: string): Breakdown {
  const byAt = answer.columns.indexOf(by);
  const at = answer.columns.indexOf(measure);
  if (byAt < 0 || at < 0) return { restColumns: [], rows: [], sum: 0 };
  const isRest = (_: unknown, column: number): boolean => column !== byAt && column !== at;
  const rows = answer.rows
    .map((row) => ({ label: labelOf(row[byAt]), value: Number(row[at] ?? 0), rest: row.filter(isRest) }))
    .sort((a, b) => b.value - a.value);
  const sum = rows.reduce((all, { value }) => all + value, 0);
  const largest = rows[0]?.value ?? 0;
  return {
    restColumns: answer.columns.filter(isRest),
    rows: rows.map((row) => ({
      ...row,
      length: largest > 0 ? row.value / largest : 0,
      share: sum > 0 ? row.value / sum : 0,
    })),
    sum,
  };
}

const labelOf = (value: string | number | null | undefined): string =>
  value === null || value === undefined || value === "" ? "(not known)" : String(value);
