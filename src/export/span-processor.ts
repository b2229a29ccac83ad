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
  /** Turns a span of the SDK into a record; undefined leaves it out. */
  readonly toRecord: (span: unknown) => SpanRecord | undefined;
  readonly diag: Diag;
}

/** Puts the sampled spans that others make with the SDK into the pipeline, which is flushed and stopped after the processor and not by it. */
export function createSpanProcessor({ pipeline, toRecord, diag }: SpanProcessorOptions): PipelineSpanProcessor {
  return {
    onStart() {},
    onEnd(span) {
      const record = guard(diag, "spans of the SDK", () => toRecord(span), undefined);
      if (record !== undefined && (record.traceFlags & 1) === 1) pipeline.span(record);
    },
    forceFlush: async () => void (await pipeline.flush()),
    shutdown: () => Promise.resolve(),
  };
}
