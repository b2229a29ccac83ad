import type { Context, SpanContext } from "@opentelemetry/api";
import { SPAN_KEY } from "../internal/context-keys.ts";
import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import { read } from "./given-value.ts";
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

const REMOTE_KEY = Symbol.for("agentscribe remote identity");
const BRAND = Symbol.for("agentscribe remote context");

export function createRemoteContext(
  spanContext: SpanContext | undefined,
  attributes: TelemetryAttributes,
): RemoteContext {
  const remote: RemoteContext = {
    attributes,
    ...(spanContext !== undefined && { spanContext }),
    attach(context: Context): Context {
      if (spanContext === undefined && Object.keys(attributes).length === 0) return context;
      const named = context.setValue(REMOTE_KEY, remote);
      return spanContext === undefined
        ? named
        : named.setValue(
            SPAN_KEY,
            silentSpan(() => spanContext),
          );
    },
  };
  return Object.defineProperty(remote, BRAND, { value: true });
}

/** The place in another process that a context was attached to, when no scope was started there yet. */
export function remoteOf(context: Context): RemoteContext | undefined {
  return context.getValue(REMOTE_KEY) as RemoteContext | undefined;
}

/** What a scope's own context says: it is here, whatever it came from. */
export function leaveRemote(context: Context): Context {
  return remoteOf(context) === undefined ? context : context.deleteValue(REMOTE_KEY);
}

export function isRemoteContext(value: unknown): value is RemoteContext {
  return read(value, BRAND) === true;
}
