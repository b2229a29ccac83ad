import { HttpError } from "./http-error.ts";

/** What a route is called with: the parts of the path that its pattern names, decoded, and the query. */
export interface Asked {
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
}

export interface Route<T> {
  readonly method: "GET" | "POST";
  /** Segments; one that begins with `:` takes any text. */
  readonly pattern: string;
  readonly run: T;
}

export interface Match<T> extends Asked {
  readonly run: T;
}

/** Where the path of a request ends: Node hands over what was sent, which may be a whole URL or anything else. */
export function splitTarget(target: string): { readonly path: string; readonly query: URLSearchParams } {
  if (!target.startsWith("/")) throw new HttpError(400, "the request must name a path");
  const end = target.indexOf("?");
  const path = end < 0 ? target : target.slice(0, end);
  return { path, query: new URLSearchParams(end < 0 ? "" : target.slice(end + 1)) };
}

/**
 * The route of a path. `HEAD` is asked as `GET`.
 *
 * @throws HttpError 404, 405 or, for a path that is no text, 400
 */
export function matchRoute<T>(routes: readonly Route<T>[], method: string, target: string): Match<T> {
  const { path, query } = splitTarget(target);
  const segments = path.split("/").slice(1).map(decodeSegment);
  const asked = method === "HEAD" ? "GET" : method;
  const allowed = new Set<string>();
  for (const { method: own, pattern, run } of routes) {
    const named = matchPattern(pattern, segments);
    if (named === undefined) continue;
    if (own === asked) return { path: named, query, run };
    allowed.add(own === "GET" ? "GET, HEAD" : own);
  }
  if (allowed.size === 0) throw new HttpError(404, "there is nothing at this path");
  const allow = [...allowed].join(", ");
  throw new HttpError(405, `this path takes ${allow}`, { allow });
}

function matchPattern(pattern: string, segments: readonly string[]): Readonly<Record<string, string>> | undefined {
  const parts = pattern.split("/").slice(1);
  if (parts.length !== segments.length) return undefined;
  const named: Record<string, string> = {};
  for (const [at, part] of parts.entries()) {
    const segment = segments[at] ?? "";
    if (part.startsWith(":") && segment !== "") named[part.slice(1)] = segment;
    else if (part !== segment) return undefined;
  }
  return named;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new HttpError(400, "the path is not percent-encoded text");
  }
}
