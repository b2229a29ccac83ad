import { type ReadonlySignal, signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";

/** A key of a view: `key` as `KeyboardEvent.key` has it. */
export interface KeyBinding {
  readonly key: string;
  /** What it does, for the help that `?` opens. */
  readonly help: string;
  /** Returns `false` when there was nothing to do: then the key keeps its usual meaning. */
  readonly run: (event: KeyboardEvent) => unknown;
}

export interface KeyGroup {
  readonly title: string;
  readonly bindings: readonly KeyBinding[];
}

const groups = signal<readonly { readonly current: KeyGroup }[]>([]);

/** All keys that work now, by view. */
export const keyGroups: ReadonlySignal<readonly { readonly current: KeyGroup }[]> = groups;

/** Keys that work while the component is shown. They rest while text is typed or a dialog is open. */
export function useKeys(title: string, bindings: readonly KeyBinding[]): void {
  const group = useRef<KeyGroup>({ title, bindings });
  group.current = { title, bindings };
  // Before it is painted: a key that is shown is heard.
  useLayoutEffect(() => {
    groups.value = [...groups.peek(), group];
    return () => {
      groups.value = groups.peek().filter((other) => other !== group);
    };
  }, []);
}

/** Listens to the keyboard for all views; the newest view is asked first. */
export function startKeyboard(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    for (const { current } of groups.peek().toReversed()) {
      const binding = current.bindings.find(({ key }) => key === event.key);
      if (binding === undefined || binding.run(event) === false) continue;
      event.preventDefault();
      return;
    }
  });
}

function isTyping(target: EventTarget | null): boolean {
  if (document.querySelector("dialog[open]") !== null) return true;
  return target instanceof HTMLElement && target.closest("input,textarea,select,[contenteditable]") !== null;
}
