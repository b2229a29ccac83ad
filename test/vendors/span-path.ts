import type { ReceivedSpan } from "../../examples/support/otlp/flatten-otlp.ts";

/** The names of a span and of all around it, the outermost first. */
export function pathOf(all: { readonly spans: readonly ReceivedSpan[] }, span: ReceivedSpan | undefined): string[] {
  const path: string[] = [];
  for (let at = span; at !== undefined; at = all.spans.find(({ spanId }) => spanId === at?.parentSpanId)) {
    path.unshift(at.name);
  }
  return path;
}
