import type { Telemetry } from "../../src/index.ts";
import { keyOf, type Mark, type Table } from "./table.ts";

/** What is wrong in a cell; empty when all is right, absent where the client has no such thing. */
export type Cell = (telemetry: Telemetry) => Promise<readonly string[] | undefined>;

export interface Column {
  readonly name: string;
  readonly cells: { readonly [row: string]: Cell | undefined };
}

/** A cell that is wrong, and cannot be right: what a client does not tell. */
export interface Exception {
  /** How the name of the column begins. */
  readonly column: string;
  readonly row: string;
  readonly why: string;
}

export interface Grid {
  readonly place: string;
  readonly rows: readonly string[];
  readonly columns: readonly Column[];
  readonly exceptions: readonly Exception[];
}

export interface PlayedGrid extends Table {
  /** Of cells that are wrong, save for those that are listed; and what is listed and right. */
  readonly faults: readonly string[];
  readonly times: readonly (readonly [millis: number, cell: string])[];
}

/** Plays all cells, or those whose column and row contain a text. */
export async function playGrid(telemetry: Telemetry, grid: Grid, only: string, row: string): Promise<PlayedGrid> {
  const columns = grid.columns.filter(({ name }) => name.includes(only));
  const rows = grid.rows.filter((one) => one.includes(row));
  const cells = new Map<string, Mark>();
  const faults: string[] = [];
  const times: [number, string][] = [];
  for (const column of columns) {
    for (const title of rows) {
      const begin = performance.now();
      const found = await attempted(column.cells[title], telemetry);
      times.push([performance.now() - begin, `${column.name}: ${title}`]);
      const exception = exceptionOf(grid, column.name, title);
      const mark = markOf(found, exception);
      cells.set(keyOf(title, column.name), mark);
      if (mark === "○") for (const fault of found ?? []) faults.push(`${column.name}: ${title}: ${fault}`);
      if (exception !== undefined && mark !== "○*")
        faults.push(`${column.name}: ${title}: listed as wrong, and is not`);
    }
  }
  const notes = grid.exceptions.map(({ column, row: where, why }) => `${column}, ${where}: ${why}.`);
  return { place: grid.place, rows, columns: columns.map(({ name }) => name), cells, notes, faults, times };
}

async function attempted(cell: Cell | undefined, telemetry: Telemetry): Promise<readonly string[] | undefined> {
  try {
    return await cell?.(telemetry);
  } catch (error) {
    return [`threw ${String(error)}`];
  }
}

function exceptionOf({ exceptions }: Grid, column: string, row: string): Exception | undefined {
  return exceptions.find((one) => column.startsWith(one.column) && one.row === row);
}

function markOf(found: readonly string[] | undefined, exception: Exception | undefined): Mark {
  if (found === undefined) return "–";
  if (found.length === 0) return "●";
  return exception === undefined ? "○" : "○*";
}
