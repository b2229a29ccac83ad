import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { CopyButton } from "./copy-button.tsx";
import { formatExact } from "./format.ts";

/** Longer text is cut until somebody asks for all of it: laying out megabytes takes seconds. */
const SHOWN = 20_000;

/** Text as it is: no markup is read in it. */
export function LongText({ text, label }: { readonly text: string; readonly label: string }): VNode {
  const isWhole = useSignal(false);
  const isCut = text.length > SHOWN && !isWhole.value;
  return (
    <div class="long-text">
      <pre tabIndex={0} role="region" aria-label={label}>
        {isCut ? text.slice(0, SHOWN) : text}
      </pre>
      <div class="long-text-actions">
        {isCut && (
          <button type="button" onClick={() => (isWhole.value = true)}>
            Show all {formatExact(text.length)} characters
          </button>
        )}
        <CopyButton text={text} label={label} />
      </div>
    </div>
  );
}
