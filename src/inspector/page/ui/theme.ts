import { type ReadonlySignal, signal } from "@preact/signals";

export type Theme = "auto" | "light" | "dark";

const KEY = "agentscribe-theme";
const chosen = signal<Theme>("auto");

/** The reader's choice; `auto` follows the system. */
export const theme: ReadonlySignal<Theme> = chosen;

/** Grows with each change of colours: what is drawn on a canvas is drawn again. */
export const paint: ReadonlySignal<number> = signal(0);

/** Applies the remembered choice. */
export function startTheme(): void {
  apply(read());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
}

export function setTheme(next: Theme): void {
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Storage may be off, as in a file: the choice lasts as long as the page.
  }
  apply(next);
}

/** Colours of the style sheet as they are now, such as `--error`, for a canvas. Asked for together: the browser works out styles once. */
export function themeColors<Name extends `--${string}`>(names: readonly Name[]): ReadonlyMap<Name, string> {
  const probe = document.createElement("div");
  const probes = names.map((name) => {
    const one = document.createElement("i");
    one.style.color = `var(${name})`;
    return one;
  });
  probe.append(...probes);
  document.body.append(probe);
  const colors = new Map(names.map((name, at) => [name, getComputedStyle(probes[at] ?? probe).color]));
  probe.remove();
  return colors;
}

function apply(next: Theme): void {
  chosen.value = next;
  if (next === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
  repaint();
}

function repaint(): void {
  (paint as { value: number }).value += 1;
}

function read(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === "light" || stored === "dark" ? stored : "auto";
  } catch {
    return "auto";
  }
}
