import type { Context, SpanContext } from "@opentelemetry/api";
import { SPAN_KEY, SUPPRESS_TRACING_KEY } from "../internal/context-keys.ts";

const TRACE_ID = /^(?!0{32}$)[0-9a-f]{32}$/i;
const SPAN_ID = /^(?!0{16}$)[0-9a-f]{16}$/i;

/** Spans that follow each other mostly have the same parent. */
let lastValid: SpanContext | undefined;

/** The context of the span that is active in `context`, whoever made the span; undefined when there is none or it is invalid. */
export function parentSpanContext(context: Context): SpanContext | undefined {
  try {
    const span = context.getValue(SPAN_KEY) as { spanContext(): unknown } | undefined;
    const found = span?.spanContext();
    if (found !== undefined && found === lastValid) return lastValid;
    if (!isValidSpanContext(found)) return undefined;
    lastValid = found;
    return found;
  } catch {
    // Something that is no span stands under the key.
    return undefined;
  }
}

export function isTracingSuppressed(context: Context): boolean {
  try {
    return context.getValue(SUPPRESS_TRACING_KEY) === true;
  } catch {
    // A context of another making that cannot be read suppresses nothing.
    return false;
  }
}

export function isValidSpanContext(value: unknown): value is SpanContext {
  if (typeof value !== "object" || value === null) return false;
  const { traceId, spanId } = value as Partial<Record<keyof SpanContext, unknown>>;
  return typeof traceId === "string" && typeof spanId === "string" && TRACE_ID.test(traceId) && SPAN_ID.test(spanId);
}

/** The trace state of a context as its header text. */
export function serializeTraceState(context: SpanContext): string | undefined {
  try {
    const text: unknown = context.traceState?.serialize();
    return typeof text === "string" && text !== "" ? text : undefined;
  } catch {
    // A trace state of another making that cannot be read is left out.
    return undefined;
  }
}
