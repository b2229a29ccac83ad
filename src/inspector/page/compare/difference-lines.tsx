import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { type DifferenceLine, nearChanges } from "./line-difference.ts";

const SIGNS = { same: " ", removed: "−", added: "+" } as const;

/** Lines that are shown before all are asked for. */
const SHOWN = 300;

/** A difference of lines: a sign and a colour before each, lines far from a change left out. */
export function DifferenceLines(props: { readonly lines: readonly DifferenceLine[]; readonly label: string }): VNode {
  const isWhole = useSignal(false);
  const near = isWhole.value ? props.lines : nearChanges(props.lines);
  const isCut = near.length > SHOWN && !isWhole.value;
  return (
    <>
      <div class="difference" role="group" aria-label={props.label}>
        {(isCut ? near.slice(0, SHOWN) : near).map((line, at) =>
          line === null ? (
            <div key={at} class="gap">
              …
            </div>
          ) : (
            <div key={at} class={line.change}>
              <span aria-hidden="true">{SIGNS[line.change]} </span>
              {line.change !== "same" && <span class="sr">{line.change}: </span>}
              {line.text}
            </div>
          ),
        )}
      </div>
      {near.length < props.lines.length || isCut ? (
        <button
          type="button"
          class="quiet"
          onClick={() => {
            isWhole.value = true;
          }}
        >
          Show all {props.lines.length} lines
        </button>
      ) : null}
    </>
  );
}
