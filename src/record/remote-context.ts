import type { Context, SpanContext } from "@opentelemetry/api";
import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import { read } from "./present.ts";
import { silentSpan } from "./silent-span.ts";

/**
 * A place in another process's trace, read from headers, environment or MCP `_meta`: give it as `parent` of a scope or to
 * `telemetry.continue()`.
 */
export interface RemoteContext {
  /** Absent when the carrier had no valid `traceparent`. */
  readonly spanContext?: SpanContext;
  /** Identity that travelled as baggage: session, conversation, task. */
  readonly attributes: TelemetryAttributes;
  attach(context: Context): Context;
}

const SPAN_KEY = Symbol.for("OpenTelemetry Context Key SPAN");
const BRAND = Symbol.for("agentscribe remote context");

export function createRemoteContext(
  spanContext: SpanContext | undefined,
  attributes: TelemetryAttributes,
): RemoteContext {
  const remote = {
    attributes,
    ...(spanContext !== undefined && { spanContext }),
    attach: (context: Context): Context =>
      spanContext === undefined ? context : context.setValue(SPAN_KEY, silentSpan(spanContext)),
  };
  return Object.defineProperty(remote, BRAND, { value: true });
}

export function isRemoteContext(value: unknown): value is RemoteContext {
  return read(value, BRAND) === true;
}
