import type { Context, SpanContext } from "@opentelemetry/api";
import { SPAN_KEY } from "../internal/context-keys.ts";

/** Where the span stands that is active in a context, whoever made it; undefined where none is. */
export function activeSpanContext(context: Context): SpanContext | undefined {
  const span = context.getValue(SPAN_KEY) as { spanContext?: () => SpanContext } | undefined;
  return span?.spanContext?.();
}
