import type { Diag } from "../internal/diag.ts";
import { guard } from "../internal/guard.ts";
import type { SpanRecord } from "../internal/telemetry-record.ts";
import type { Pipeline } from "./pipeline.ts";

/** A `SpanProcessor` of the OpenTelemetry SDK, of any version. */
export interface PipelineSpanProcessor {
  onStart(span: unknown, parentContext: unknown): void;
  onEnd(span: unknown): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

export interface SpanProcessorOptions {
  readonly pipeline: Pick<Pipeline, "span" | "flush">;
  /** Told of each span that is started, with the context it is started in. */
  readonly onStart?: (span: unknown, parentContext: unknown) => void;
  /** Turns a span of the SDK into a record and delivers it, now or later, or leaves it out. */
  readonly onEnd: (span: unknown, deliver: (record: SpanRecord) => void) => void;
  readonly diag: Diag;
}

/** Puts the sampled spans that others make with the SDK into the pipeline, which is flushed and stopped after the processor and not by it. */
export function createSpanProcessor({ pipeline, onStart, onEnd, diag }: SpanProcessorOptions): PipelineSpanProcessor {
  const deliver = (record: SpanRecord): void => {
    if ((record.traceFlags & 1) === 1) pipeline.span(record);
  };
  return {
    onStart(span, parentContext) {
      guard(diag, "spans of the SDK", () => onStart?.(span, parentContext), undefined);
    },
    onEnd(span) {
      guard(diag, "spans of the SDK", () => onEnd(span, deliver), undefined);
    },
    forceFlush: async () => void (await pipeline.flush()),
    shutdown: () => Promise.resolve(),
  };
}
