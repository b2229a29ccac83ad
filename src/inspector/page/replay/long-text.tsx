import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { formatExact } from "../ui/format.ts";

/** Characters of a text that are shown before all of it is asked for. */
const SHOWN = 1_500;

/** Text as it is; of a long one the beginning, until all is asked for. */
export function LongText({ text }: { readonly text: string }): VNode {
  const isWhole = useSignal(false);
  const isCut = text.length > SHOWN * 1.3 && !isWhole.value;
  return (
    <>
      <pre>{isCut ? text.slice(0, SHOWN) : text}</pre>
      {isCut && (
        <button
          type="button"
          class="quiet"
          onClick={() => {
            isWhole.value = true;
          }}
        >
          Show all {formatExact(text.length)} characters
        </button>
      )}
    </>
  );
}
