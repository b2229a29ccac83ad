import { sessionPath } from "../model/session-path.ts";

/**
 * The answers that a self-contained HTML file carries so that the views of its session work in it: its row, its spans,
 * events and steps, and each span's
 * detail. Keys are the paths that the page asks the server for.
 */
export function embeddedPaths(
  session: string,
  spans: readonly { readonly traceId: string; readonly spanId: string }[],
): readonly string[] {
  const base = sessionPath(session);
  return [
    "/api/status",
    base,
    `${base}/spans`,
    `${base}/events`,
    `${base}/steps`,
    ...spans.map(({ traceId, spanId }) => `/api/spans/${traceId}/${spanId}`),
  ];
}
