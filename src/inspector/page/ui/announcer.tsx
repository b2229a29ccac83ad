import { signal } from "@preact/signals";
import type { VNode } from "preact";

const text = signal("");

/** Says something to those who do not see the page change. */
export function announce(message: string): void {
  text.value = message;
}

/** Where announcements are read from; once in the page. */
export function Announcer(): VNode {
  return (
    <div class="sr" role="status" aria-live="polite">
      {text}
    </div>
  );
}
