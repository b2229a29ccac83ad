import { useSignal, useSignalEffect } from "@preact/signals";
import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import { source } from "./data/data.ts";
import { liveState } from "./data/live.ts";
import { navigate, route } from "./routing/router.ts";
import type { Route } from "./routing/routes.ts";
import { Palette, PaletteButton } from "./search/palette.tsx";
import { Announcer } from "./ui/announcer.tsx";
import { KeyHelp } from "./ui/key-help.tsx";
import { useKeys } from "./ui/keyboard.ts";
import { Link } from "./ui/link.tsx";
import { setTheme, type Theme, theme } from "./ui/theme.ts";
import { subjectOf, ViewOf } from "./views.tsx";

const PLACES: readonly (readonly [name: string, to: Route])[] = [
  ["Sessions", { view: "sessions", query: {} }],
  ["Dashboard", { view: "dashboard", query: {} }],
  ["Compare", { view: "compare", query: {} }],
  ["Search", { view: "search", query: {} }],
];

/** The frame around all views: where one is, what is live, the theme, the keys. */
export function App(): VNode {
  const isHelpOpen = useSignal(false);
  useKeys("Everywhere", [
    { key: "Ctrl K", help: "go to a view, a question or a session", run: () => false },
    { key: "?", help: "show the keys", run: () => (isHelpOpen.value = true) },
    { key: "S", help: "sessions", run: () => navigate({ view: "sessions", query: {} }) },
    { key: "D", help: "dashboard", run: () => navigate({ view: "dashboard", query: {} }) },
    { key: "T", help: "light, dark or as the system has it", run: nextTheme },
  ]);
  useFocusOnNewView();
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById("main")?.focus()}>
        Skip to content
      </button>
      <header class="top">
        <Link to={{ view: "sessions", query: {} }} class="brand">
          agentscribe
        </Link>
        <nav aria-label="Places">
          {PLACES.filter(([, { view }]) => source.isLive || view === "sessions").map(([name, to]) => (
            <Link key={name} to={to} current={placeOf(route.value) === to.view}>
              {name}
            </Link>
          ))}
        </nav>
        <PaletteButton />
        <LiveSign />
        <button type="button" class="quiet" onClick={nextTheme} title="Theme (T)">
          Theme: {theme}
        </button>
        <button type="button" class="quiet" onClick={() => (isHelpOpen.value = true)} title="Keyboard (?)">
          <span aria-hidden="true">?</span>
          <span class="sr">Keyboard</span>
        </button>
      </header>
      <main id="main" tabIndex={-1}>
        <ViewOf key={subjectOf(route.value)} route={route.value} />
      </main>
      <Announcer />
      <Palette />
      {isHelpOpen.value && <KeyHelp onClose={() => (isHelpOpen.value = false)} />}
    </>
  );
}

function LiveSign(): VNode {
  const words = { off: "exported file", connecting: "connecting", on: "live" }[liveState.value];
  return <span class={`live-sign ${liveState.value}`}>{words}</span>;
}

/** The heading of a new view gets the focus, so that the keyboard and screen readers start there; not at the first one. */
function useFocusOnNewView(): void {
  const shown = useRef<string | undefined>(undefined);
  useSignalEffect(() => {
    const subject = subjectOf(route.value);
    const isFirst = shown.current === undefined;
    if (subject === shown.current) return;
    shown.current = subject;
    requestAnimationFrame(() => {
      const heading = document.querySelector<HTMLElement>("main h1");
      document.title = `${heading?.textContent ?? ""} · agentscribe`;
      if (!isFirst) heading?.focus({ preventScroll: true });
    });
  });
}

/** The place of the navigation that a view belongs to. */
function placeOf({ view }: Route): Route["view"] {
  return view === "trace" || view === "conversation" || view === "replay" ? "sessions" : view;
}

function nextTheme(): void {
  const next: Readonly<Record<Theme, Theme>> = { auto: "light", light: "dark", dark: "auto" };
  setTheme(next[theme.value]);
}
