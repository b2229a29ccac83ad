import { signal, useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useLayoutEffect } from "preact/hooks";
import type { QuestionInfo, SessionPage } from "../../api.ts";
import { BOARD_TITLES } from "../dashboard/dashboard-view.tsx";
import { useAnswer } from "../data/use-answer.ts";
import { href, withQuery } from "../routing/routes.ts";
import { Dialog } from "../ui/dialog.tsx";
import { formatTime } from "../ui/format.ts";
import { Marked } from "./marked.tsx";
import { type Destination, rankDestinations } from "./rank.ts";

const PLACES: readonly Destination[] = [
  { label: "Sessions", detail: "all runs", href: href({ view: "sessions", query: {} }) },
  { label: "Compare two runs", detail: "side by side", href: href({ view: "compare", query: {} }) },
  { label: "Search", detail: "text in everything", href: href({ view: "search", query: {} }) },
  ...BOARD_TITLES.map(([board, title]) => ({
    label: title,
    detail: "dashboard",
    href: href({ view: "dashboard", query: { board } }),
  })),
];

const isOpen = signal(false);

/** Opens the palette, as control or command with k does. */
export function PaletteButton(): VNode {
  return (
    <button
      type="button"
      class="quiet palette-open"
      aria-keyshortcuts="Control+K Meta+K"
      onClick={() => {
        isOpen.value = true;
      }}
    >
      Go to <kbd>Ctrl K</kbd>
    </button>
  );
}

/** Jumps to a view, a question or a session by what is typed. */
export function Palette(): VNode | null {
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      isOpen.value = true;
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
  const close = (): void => {
    isOpen.value = false;
  };
  return isOpen.value ? (
    <Dialog title="Go to" onClose={close}>
      <Chooser onDone={close} />
    </Dialog>
  ) : null;
}

function Chooser({ onDone }: { readonly onDone: () => void }): VNode {
  const text = useSignal("");
  const chosen = useSignal(0);
  const questions = useAnswer<readonly QuestionInfo[]>("/api/questions").value.value ?? [];
  const page = useAnswer<SessionPage>(withQuery("/api/sessions", { text: text.value.trim(), limit: 20 })).value.value;
  const sessions = (page?.sessions ?? []).map(({ id, agent, service, startUs }) => ({
    label: id,
    detail: `session of ${agent ?? service}, ${formatTime(startUs, true)}`,
    href: href({ view: "trace", of: { session: id }, span: null }),
  }));
  const places = [
    ...PLACES,
    ...questions.map(({ name, title }) => ({
      label: title,
      detail: "question",
      href: href({ view: "dashboard", query: { board: "questions", question: name } }),
    })),
  ];
  // The store may find a session by what is no part of its label.
  const ranked = rankDestinations([...places, ...sessions], text.value, 14);
  const found = [...ranked, ...sessions.filter((session) => !ranked.includes(session))].slice(0, 14);
  const at = Math.min(chosen.value, found.length - 1);
  const open = (destination: Destination | undefined): void => {
    if (destination === undefined) return;
    onDone();
    location.hash = destination.href;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter") open(found[at]);
    else if (step !== undefined) chosen.value = (at + step + found.length) % Math.max(1, found.length);
    else return;
    event.preventDefault();
  };
  return (
    <div class="palette">
      <input
        type="text"
        role="combobox"
        aria-label="Go to"
        aria-expanded={true}
        aria-controls="palette-list"
        aria-activedescendant={found.length > 0 ? `palette-${at}` : undefined}
        placeholder="a view, a question, a session"
        autocomplete="off"
        spellcheck={false}
        autofocus
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
          chosen.value = 0;
        }}
        onKeyDown={onKeyDown}
      />
      <div role="listbox" id="palette-list" aria-label="Places">
        {found.map((destination, index) => (
          <div
            key={destination.href}
            id={`palette-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onClick={() => open(destination)}
          >
            <Marked text={destination.label} query={text.value} /> <span class="muted">{destination.detail}</span>
          </div>
        ))}
      </div>
      {found.length === 0 && <p class="empty">Nothing of that name.</p>}
    </div>
  );
}
