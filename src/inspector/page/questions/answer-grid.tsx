import { useSignal } from "@preact/signals";
import type { ComponentChildren, VNode } from "preact";
import type { QuestionAnswer } from "../../api.ts";
import { formatUnit, titleOfColumn, unitOfColumn } from "../dashboard/units.ts";
import { formatExact } from "../ui/format.ts";
import { Link } from "../ui/link.tsx";
import { type Cell, isNumeric, nextOrder, type SortOrder, sortRows } from "./answer-table.ts";

/** Rows that are shown before more are asked for. */
const SHOWN = 200;

/** An answer as a table that is sorted by its headers. Sessions and spans are links. */
export function AnswerGrid({ answer, caption }: { readonly answer: QuestionAnswer; readonly caption: string }): VNode {
  const order = useSignal<SortOrder | undefined>(undefined);
  const shown = useSignal(SHOWN);
  const { columns, rows } = answer;
  const sorted = sortRows(rows, order.value);
  // Also where no row has one.
  const isNumber = (at: number): boolean =>
    isNumeric(rows, at) || /_(us|usd|rate|tokens|calls)$/.test(columns[at] ?? "");
  return (
    <>
      <table class="table">
        <caption class="sr">{caption}</caption>
        <thead>
          <tr>
            {columns.map((name, at) => {
              const isSorted = order.value?.column === at;
              const direction = order.value?.isDescending ? "descending" : "ascending";
              return (
                <th
                  key={name}
                  scope="col"
                  class={isNumber(at) ? "num" : ""}
                  aria-sort={isSorted ? direction : undefined}
                >
                  <button
                    type="button"
                    class="sorter"
                    title={name}
                    onClick={() => {
                      order.value = nextOrder(rows, order.value, at);
                    }}
                  >
                    {titleOfColumn(name)}
                    <span aria-hidden="true">{isSorted ? (direction === "descending" ? " ▾" : " ▴") : ""}</span>
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, shown.value).map((row, index) => (
            <tr key={index}>
              {row.map((cell, at) => (
                <td key={columns[at]} class={isNumber(at) ? "num" : ""}>
                  {contentOf(cell, columns[at] ?? "", columns, row)}
                </td>
              ))}
            </tr>
          ))}
          {rows.length === 0 && (
            <tr>
              <td class="none" colSpan={Math.max(1, columns.length)}>
                No rows: there is nothing of this in that time.
              </td>
            </tr>
          )}
        </tbody>
      </table>
      {rows.length > shown.value && (
        <button
          type="button"
          onClick={() => {
            shown.value += 1_000;
          }}
        >
          Show more of {formatExact(rows.length)} rows
        </button>
      )}
    </>
  );
}

function contentOf(cell: Cell, column: string, columns: readonly string[], row: readonly Cell[]): ComponentChildren {
  if (cell === null || cell === "") return <span class="none">–</span>;
  if (typeof cell === "number") {
    if (/^(is|has)_/.test(column)) return cell === 1 ? "yes" : "no";
    return <span title={String(cell)}>{formatUnit(cell, unitOfColumn(column))}</span>;
  }
  if (column === "session_id") return <Link to={{ view: "trace", of: { session: cell }, span: null }}>{cell}</Link>;
  const [trace, span] = column === "span" ? cell.split("/") : [];
  const session = row[columns.indexOf("session_id")];
  if (trace !== undefined && span !== undefined) {
    const of = typeof session === "string" ? { session } : { trace };
    return (
      <Link to={{ view: "trace", of, span: { trace, span } }} title={span}>
        show
      </Link>
    );
  }
  if (column === "trace_id")
    return <Link to={{ view: "trace", of: { trace: cell }, span: null }}>{cell.slice(0, 8)}</Link>;
  return cell;
}
