import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import { announce } from "../ui/announcer.tsx";
import { useKeys } from "../ui/keyboard.ts";
import { AlignedRow, wordsOf } from "./aligned-row.tsx";
import { type ComparedRow, countChanges, nextDifference } from "./differences.ts";

/** Rows that are shown at first, and with each further asking. */
const PAGE = 200;

/** The steps of both runs side by side. `n` and `p` go from difference to difference; a changed row opens what differs. */
export function AlignedSteps(props: {
  readonly rows: readonly ComparedRow[];
  readonly a: string;
  readonly b: string;
}): VNode {
  const { rows } = props;
  const chosen = useSignal(-1);
  const open = useSignal<ReadonlySet<number>>(new Set());
  const shown = useSignal(PAGE);
  const onlyDifferences = useSignal(false);
  const table = useRef<HTMLTableElement>(null);
  const counts = countChanges(rows);
  const toggle = (at: number): void => {
    open.value = open.value.has(at)
      ? new Set([...open.value].filter((one) => one !== at))
      : new Set([...open.value, at]);
  };
  const go = (direction: 1 | -1): boolean => {
    const at = nextDifference(rows, chosen.value, direction);
    if (at < 0) return false;
    chosen.value = at;
    shown.value = Math.max(shown.value, at + 1);
    const row = rows[at];
    if (row !== undefined) announce(`Row ${at + 1}: ${wordsOf(row)}`);
    requestAnimationFrame(() => {
      const place = table.current?.querySelector<HTMLElement>(`[data-row="${at}"]`);
      place?.scrollIntoView({ block: "center" });
      place?.focus({ preventScroll: true });
    });
    return true;
  };
  useKeys("Compare", [
    { key: "n", help: "next difference", run: () => go(1) },
    { key: "p", help: "difference before", run: () => go(-1) },
    {
      key: "Enter",
      help: "open or close what differs",
      run: ({ target }) => target instanceof HTMLTableRowElement && toggle(chosen.value),
    },
  ]);
  const visible = rows
    .slice(0, shown.value)
    .map((row, at) => ({ row, at }))
    .filter(({ row }) => !onlyDifferences.value || row.change !== "same");
  return (
    <section class="panel" aria-label="Steps">
      <header>
        <h2>
          Steps{" "}
          <span class="muted">
            {counts.same} same, {counts.changed} changed, {counts["only-a"]} only in A, {counts["only-b"]} only in B
          </span>
        </h2>
        <span>
          <label>
            <input
              type="checkbox"
              checked={onlyDifferences.value}
              onChange={(event) => {
                onlyDifferences.value = event.currentTarget.checked;
              }}
            />{" "}
            only differences
          </label>{" "}
          <button type="button" onClick={() => go(-1)}>
            Previous <kbd>p</kbd>
          </button>{" "}
          <button type="button" onClick={() => go(1)}>
            Next <kbd>n</kbd>
          </button>
        </span>
      </header>
      <table class="table aligned" ref={table}>
        <caption class="sr">Steps of both runs, aligned</caption>
        <thead>
          <tr>
            <th scope="col">A</th>
            <th scope="col">B</th>
            <th scope="col">difference</th>
          </tr>
        </thead>
        <tbody>
          {visible.map(({ row, at }) => (
            <AlignedRow
              key={at}
              row={row}
              at={at}
              a={props.a}
              b={props.b}
              isChosen={at === chosen.value}
              isOpen={open.value.has(at)}
              onToggle={() => toggle(at)}
            />
          ))}
        </tbody>
      </table>
      {rows.length > shown.value && (
        <button
          type="button"
          onClick={() => {
            shown.value += PAGE;
          }}
        >
          Show more of {rows.length} rows
        </button>
      )}
    </section>
  );
}
