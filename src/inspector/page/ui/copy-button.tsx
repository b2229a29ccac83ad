import type { VNode } from "preact";
import { announce } from "./announcer.tsx";

/** Puts text into the clipboard, and says so. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }): VNode {
  return (
    <button
      type="button"
      class="quiet copy"
      aria-label={`Copy ${label}`}
      title={`Copy ${label}`}
      onClick={({ currentTarget }) => {
        navigator.clipboard.writeText(text).then(
          () => {
            announce(`Copied ${label}`);
            currentTarget.classList.add("done");
            setTimeout(() => currentTarget.classList.remove("done"), 1200);
          },
          () => announce("The browser does not let the page copy"),
        );
      }}
    >
      <svg viewBox="0 0 16 16" class="glyph" aria-hidden="true">
        <path d="M6 6h7v7H6zM10 6V3H3v7h3" />
      </svg>
    </button>
  );
}
