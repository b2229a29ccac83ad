import type { SpanExporterLike } from "../../../src/index.ts";

/** A span as an OpenTelemetry exporter gets it. */
export interface CollectedSpan {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** An exporter that keeps what it gets. */
export function createCollector(): { readonly exporter: SpanExporterLike; readonly spans: readonly CollectedSpan[] } {
  const spans: CollectedSpan[] = [];
  return {
    spans,
    exporter: {
      export(batch, done) {
        spans.push(...(batch as readonly CollectedSpan[]));
        done({ code: 0 });
      },
    },
  };
}
