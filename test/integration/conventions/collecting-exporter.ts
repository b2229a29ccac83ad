import type { SpanExporterLike } from "../../../src/index.ts";

/** A span as an OpenTelemetry exporter gets it. */
export interface CollectedSpan {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface Collector {
  readonly exporter: SpanExporterLike;
  readonly spans: readonly CollectedSpan[];
  clear(): void;
}

/** An exporter that keeps what it gets. */
export function createCollector(): Collector {
  const spans: CollectedSpan[] = [];
  return {
    spans,
    clear: () => void spans.splice(0),
    exporter: {
      export(batch, done) {
        spans.push(...(batch as readonly CollectedSpan[]));
        done({ code: 0 });
      },
    },
  };
}
