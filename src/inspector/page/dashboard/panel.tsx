import { useSignal } from "@preact/signals";
import type { ComponentChildren, VNode } from "preact";

/**
 * A framed part of a board. With `table`, a button shows that instead of the picture; readers that see no picture have
 * it either way.
 */
export function Panel(props: {
  readonly title: string;
  /** Beside the title, such as what its numbers count per. */
  readonly note?: string | undefined;
  readonly isWide?: boolean;
  readonly table?: VNode | undefined;
  readonly children: ComponentChildren;
}): VNode {
  const isTable = useSignal(false);
  return (
    <section class={`panel${props.isWide ? " wide" : ""}`} aria-label={props.title}>
      <header>
        <h2>
          {props.title} <span class="none">{props.note}</span>
        </h2>
        {props.table !== undefined && (
          <button
            type="button"
            class="quiet"
            aria-pressed={isTable.value}
            aria-label={`${props.title} as a table`}
            onClick={() => {
              isTable.value = !isTable.value;
            }}
          >
            table
          </button>
        )}
      </header>
      {!isTable.value && props.children}
      {props.table !== undefined && <div class={isTable.value ? "panel-table" : "sr"}>{props.table}</div>}
    </section>
  );
}

export function NotEnough({ what = "data" }: { readonly what?: string }): VNode {
  return <p class="empty">Not enough {what} in this time.</p>;
}
