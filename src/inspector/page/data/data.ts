import { createEmbeddedSource, createServerSource, type Source } from "./source.ts";

/** The page's one source: the exported file's own data where it has some, else the server. */
export const source: Source = openSource();

/** The answer of a path such as `/api/sessions`. @throws Error as {@link Source} does */
export function get<T>(path: string): Promise<T> {
  return source.get<T>(path);
}

/** Asks the server to do something. @throws Error as {@link Source} does */
export function post<T>(path: string): Promise<T> {
  return source.post<T>(path);
}

function openSource(): Source {
  const text = document.getElementById("agentscribe-data")?.textContent;
  if (text === undefined || text === "") return createServerSource();
  return createEmbeddedSource(JSON.parse(text) as Record<string, unknown>);
}
