import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import type { SpanRecord } from "../../../src/internal/telemetry-record.ts";
import { fromReadableSpan } from "../../../src/trace/foreign-span.ts";

export interface SdkSpan {
  readonly record: SpanRecord;
  /** Sends the span with the stock JSON exporter. */
  exportWithStock(url: string): Promise<void>;
}

/** A span made by the SDK of OpenTelemetry, with one attribute of each type. */
export async function createTracerProviderSpan(): Promise<SdkSpan> {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const attributes = { text: "grüße", whole: 12, part: 0.5, flag: true, list: ["a", "b"] };
  const span = provider
    .getTracer("sdk")
    .startSpan("from the sdk", { kind: 2, attributes, startTime: 1_790_000_000_000 });
  span.setStatus({ code: 1 });
  span.end(1_790_000_000_250);
  await provider.forceFlush();
  const spans = exporter.getFinishedSpans();
  const record = fromReadableSpan(spans[0]);
  if (record === undefined) throw new Error("the span of the SDK could not be read");
  return {
    record,
    exportWithStock: (url) =>
      new Promise((resolve, reject) => {
        new OTLPTraceExporter({ url }).export(spans, ({ error }) => (error === undefined ? resolve() : reject(error)));
      }),
  };
}
