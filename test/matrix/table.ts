/** Right; wrong; wrong for a reason that is listed; no such thing. */
export type Mark = "●" | "○" | "○*" | "–";

/** A table of the page: a row a case, a column a client. */
export interface Table {
  /** Where in the page it stands: between `<!-- matrix -->` and `<!-- /matrix -->`. */
  readonly place: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly cells: ReadonlyMap<string, Mark>;
  /** Lines under the table. */
  readonly notes?: readonly string[];
}

export function keyOf(row: string, column: string): string {
  return `${row}|${column}`;
}

/** The page with the table in its place. */
export function withTable(page: string, table: Table): string {
  const { place, notes = [] } = table;
  const text = [tableOf(table), ...(notes.length > 0 ? ["", ...notes.map((note) => `- ${note}`)] : [])].join("\n");
  return page.replace(new RegExp(`(<!-- ${place} -->\n)[\\s\\S]*?(<!-- /${place} -->)`), `$1${text}\n$2`);
}

function tableOf({ rows, columns, cells }: Table): string {
  const line = (fields: readonly string[]): string => `| ${fields.join(" | ")} |`;
  return [
    line(["", ...columns]),
    line(["---", ...columns.map(() => ":-:")]),
    ...rows.map((row) => line([row, ...columns.map((column) => (cells.get(keyOf(row, column)) ?? "").slice(0, 1))])),
  ].join("\n");
}
