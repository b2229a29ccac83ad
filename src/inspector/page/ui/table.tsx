import type { ComponentChildren, VNode } from "preact";

export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Numbers stand to the right. */
  readonly isNumber?: boolean;
}

/** A plain table for up to some hundred rows. `caption` names it for readers; `isCaptionShown` shows it too. */
export function Table<Row>(props: {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly isCaptionShown?: boolean;
  readonly empty?: string;
}): VNode {
  return (
    <table class="table">
      <caption class={props.isCaptionShown ? "" : "sr"}>{props.caption}</caption>
      <thead>
        <tr>
          {props.columns.map(({ name, isNumber }) => (
            <th key={name} scope="col" class={isNumber ? "num" : ""}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.rows.map((row, index) => (
          <tr key={index}>
            {props.columns.map(({ name, cell, isNumber }) => (
              <td key={name} class={isNumber ? "num" : ""}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
        {props.rows.length === 0 && (
          <tr>
            <td class="none" colSpan={props.columns.length}>
              {props.empty ?? "nothing"}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
