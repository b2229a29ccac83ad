/** What the page shows. Each has one address, after the `#`: so a link works on the server as in a file, and never meets the token's. */
export type Route =
  | { readonly view: "sessions"; readonly query: Query }
  /** A session's spans, or a trace's; `span` is the one whose details are open. */
  | { readonly view: "trace"; readonly of: Target; readonly span: SpanRef | null }
  | { readonly view: "conversation"; readonly session: string; readonly step: number | null }
  | { readonly view: "replay"; readonly session: string; readonly step: number | null }
  | { readonly view: "compare"; readonly query: Query }
  | { readonly view: "dashboard"; readonly query: Query }
  | { readonly view: "search"; readonly query: Query }
  | { readonly view: "unknown"; readonly address: string };

export type View = Route["view"];

/** Filters and choices of a view, by name; text as it stands in the address. */
export type Query = Readonly<Record<string, string>>;

export type Target = { readonly session: string } | { readonly trace: string };

export interface SpanRef {
  readonly trace: string;
  readonly span: string;
}

/** Reads the part of an address after `#`. Total: what is not known is `unknown`. */
export function parseRoute(hash: string): Route {
  const address = hash.replace(/^#/, "");
  const [path = "", search = ""] = split(address, "?");
  const parts = path.split("/").filter((part) => part !== "");
  const names = parts.map(decode);
  const query = Object.fromEntries(new URLSearchParams(search));
  const [first, id, third, fourth, fifth] = names;
  if (first === undefined || (first === "sessions" && id === undefined)) return { view: "sessions", query };
  if (first === "compare" || first === "dashboard" || first === "search") return { view: first, query };
  if (id !== undefined && (first === "sessions" || first === "traces")) {
    const of = first === "sessions" ? { session: id } : { trace: id };
    if (third === undefined) return { view: "trace", of, span: null };
    if (third === "spans" && fourth !== undefined && fifth !== undefined)
      return { view: "trace", of, span: { trace: fourth, span: fifth } };
    if ("session" in of && (third === "conversation" || third === "replay"))
      return { view: third, session: id, step: stepOf(fourth) };
  }
  return { view: "unknown", address };
}

/** The address of a route, with its `#`. */
export function href(route: Route): string {
  switch (route.view) {
    case "trace": {
      const of = "session" in route.of ? ["sessions", route.of.session] : ["traces", route.of.trace];
      return at(route.span === null ? of : [...of, "spans", route.span.trace, route.span.span]);
    }
    case "conversation":
    case "replay":
      return at(["sessions", route.session, route.view, ...(route.step === null ? [] : [String(route.step)])]);
    case "unknown":
      return `#${route.address}`;
    default:
      return at([route.view], route.query);
  }
}

/** A path of the server's answers with its query; parts that are undefined or "" are left out. */
export function withQuery(
  path: string,
  query: Readonly<Record<string, string | number | boolean | undefined>>,
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== "") search.set(name, String(value));
  const text = search.toString();
  return text === "" ? path : `${path}?${text}`;
}

function at(parts: readonly string[], query: Query = {}): string {
  return withQuery(`#/${parts.map(encodeURIComponent).join("/")}`, query);
}

function split(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, ""] : [text.slice(0, index), text.slice(index + 1)];
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function stepOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;
}
