import type { QuestionAnswer } from "../../api.ts";
import { csvLine } from "../../exports/csv-line.ts";

export type Cell = QuestionAnswer["rows"][number][number];

export interface SortOrder {
  readonly column: number;
  readonly isDescending: boolean;
}

/**
 * Rows in the order of a column: numbers by size, texts by language, empty cells last either way; equal rows keep their
 * order.
 */
export function sortRows(rows: QuestionAnswer["rows"], order: SortOrder | undefined): QuestionAnswer["rows"] {
  if (order === undefined) return rows;
  const sign = order.isDescending ? -1 : 1;
  return [...rows].sort((left, right) => {
    const a = left[order.column] ?? null;
    const b = right[order.column] ?? null;
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return sign * (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b)));
  });
}

/** A click on a column's header: largest first for numbers, a to z for texts, then the other way, then as it came. */
export function nextOrder(
  rows: QuestionAnswer["rows"],
  order: SortOrder | undefined,
  column: number,
): SortOrder | undefined {
  const first = isNumeric(rows, column);
  if (order?.column !== column) return { column, isDescending: first };
  return order.isDescending === first ? { column, isDescending: !first } : undefined;
}

export const isNumeric = (rows: QuestionAnswer["rows"], column: number): boolean =>
  rows.some((row) => typeof row[column] === "number");

/** As `agentscribe report --csv` prints it. */
export function toCsv(columns: readonly string[], rows: QuestionAnswer["rows"]): string {
  return [columns, ...rows].map(csvLine).join("");
}
