import type { SpanContext } from "@opentelemetry/api";
import { INVALID_SPAN_CONTEXT } from "../../internal/invalid-span-context.ts";

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const { traceId: NO_TRACE, spanId: NO_SPAN } = INVALID_SPAN_CONTEXT;

/**
 * Reads a `traceparent` header. Source: W3C Trace Context, section 3.2: version `ff` is invalid, later versions may append fields,
 * ids of zeros are invalid.
 */
export function parseTraceparent(header: unknown): SpanContext | undefined {
  if (typeof header !== "string" || header.length > 512) return undefined;
  const match = TRACEPARENT.exec(header.trim());
  if (match === null) return undefined;
  const [, version, traceId, spanId, flags, rest] = match;
  if (version === "ff" || (version === "00" && rest !== undefined)) return undefined;
  if (traceId === undefined || traceId === NO_TRACE || spanId === undefined || spanId === NO_SPAN) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags ?? "00", 16) & 1, isRemote: true };
}

export function formatTraceparent(span: SpanContext): string {
  return `00-${span.traceId}-${span.spanId}-${(span.traceFlags & 0xff).toString(16).padStart(2, "0")}`;
}
