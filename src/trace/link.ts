import type { Link } from "@opentelemetry/api";
import type { SpanLinkRecord } from "../internal/telemetry-record.ts";
import { addAttributes, createAttributeBag } from "./attribute-bag.ts";
import { isValidSpanContext, serializeTraceState } from "./span-context.ts";

/** A link of the OpenTelemetry API as a record, or undefined when it points to no span. Never throws. */
export function readLink(link: unknown, maxCount: number, maxLength: number): SpanLinkRecord | undefined {
  try {
    const { context, attributes } = link as Partial<Link>;
    if (!isValidSpanContext(context)) return undefined;
    const bag = createAttributeBag();
    addAttributes(bag, attributes, maxCount, maxLength);
    const { traceId, spanId, traceFlags } = context;
    const traceState = serializeTraceState(context);
    const record = { traceId, spanId, traceFlags, attributes: bag.values };
    return traceState === undefined ? record : { ...record, traceState };
  } catch {
    // No link, or one that throws when read.
    return undefined;
  }
}
