import { type ReadonlySignal, signal } from "@preact/signals";
import { hasToken } from "../data/login.ts";
import { href, parseRoute, type Route } from "./routes.ts";
import { whileThere } from "./while-there.ts";

const current = signal<Route>({ view: "sessions", query: {} });

/** What is shown now. */
export const route: ReadonlySignal<Route> = current;

/** Goes to a route. `replace` leaves no entry in the history: for filters and the selected row, so that Back leaves the view. */
export function navigate(to: Route, how: "push" | "replace" = "push"): void {
  const address = href(to);
  if (address === location.hash) return;
  if (how === "replace") history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  current.value = to;
}

/** Has the address follow what a view has come to show, a moment later, unless somebody went elsewhere meanwhile. @returns what calls it off */
export function settle(to: Route, millis: number): () => void {
  return whileThere(location, () => navigate(to, "replace"), millis);
}

/** Follows the address from now on. */
export function startRouter(): void {
  const read = (): void => {
    // A token is no place, and is not shown.
    if (!hasToken()) current.value = parseRoute(location.hash);
  };
  window.addEventListener("popstate", read);
  window.addEventListener("hashchange", read);
  read();
}
