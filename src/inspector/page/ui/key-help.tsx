import type { VNode } from "preact";
import { Dialog } from "./dialog.tsx";
import { keyGroups } from "./keyboard.ts";

const SHOWN: Readonly<Record<string, string>> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  " ": "Space",
};

/** The keys that work now. */
export function KeyHelp({ onClose }: { readonly onClose: () => void }): VNode {
  return (
    <Dialog title="Keyboard" onClose={onClose}>
      {keyGroups.value.map(({ current }) => (
        <section key={current.title}>
          <h3>{current.title}</h3>
          <dl class="keys">
            {current.bindings.map(({ key, help }) => (
              <div key={key}>
                <dt>
                  <kbd>{SHOWN[key] ?? key}</kbd>
                </dt>
                <dd>{help}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
