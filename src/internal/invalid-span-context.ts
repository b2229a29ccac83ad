import type { SpanContext } from "@opentelemetry/api";

/** What a span context looks like that belongs to no trace. */
export const INVALID_SPAN_CONTEXT: SpanContext = { traceId: "0".repeat(32), spanId: "0".repeat(16), traceFlags: 0 };
