import type { Context, ContextManager, Span, SpanContext, SpanOptions, Tracer } from "@opentelemetry/api";
import { INVALID_SPAN_CONTEXT } from "../internal/invalid-span-context.ts";
import { activeOtelGlobals } from "../internal/otel-globals.ts";
import type { SpanRecord, TelemetryValue } from "../internal/telemetry-record.ts";
import { toName } from "./attribute-value.ts";
import { getSpan, ROOT_CONTEXT, setSpan } from "./context.ts";
import type { Ids } from "./ids.ts";
import type { LightSpan, SpanSettings } from "./light-span.ts";
import { createNonRecordingSpan } from "./non-recording-span.ts";
import { RecordingSpan } from "./recording-span.ts";
import type { Sampler } from "./sampler.ts";
import { isTracingSuppressed, parentSpanContext } from "./span-context.ts";
import { toMillis } from "./time-input.ts";

export interface TracerSettings extends SpanSettings {
  readonly sampler: Sampler;
  readonly ids: Ids;
  /** Called with each span that records, before `startSpan` returns it. */
  readonly onStart?: (span: RecordingSpan, parentContext: Context) => void;
  /** Knows the active context. @defaultValue the one registered with the OpenTelemetry API */
  readonly contexts?: Pick<ContextManager, "active" | "with">;
}

/** A tracer of the OpenTelemetry API whose spans become {@link SpanRecord}s when they end. */
export interface LightTracer extends Tracer {
  startSpan(name: string, options?: SpanOptions & SafeAttributes, context?: Context): LightSpan;
}

/** Attributes of a span of our own, which takes them over as they are, and the offset of the clock for it. */
export interface SafeAttributes {
  readonly safeAttributes?: Record<string, TelemetryValue>;
  readonly clockOffset?: number | undefined;
}

/** Makes spans as the SDK of OpenTelemetry does, without loading it; spans of the SDK may be parents and children. */
export function createTracer(settings: TracerSettings): LightTracer {
  const { sampler, ids, clock, onStart } = settings;
  const contexts = (): Pick<ContextManager, "active" | "with"> | undefined =>
    settings.contexts ?? activeOtelGlobals()?.context;

  function startSpan(name: string, options: SpanOptions & SafeAttributes = {}, given?: Context): LightSpan {
    const parentContext = given ?? contexts()?.active() ?? ROOT_CONTEXT;
    if (isTracingSuppressed(parentContext)) return createNonRecordingSpan(INVALID_SPAN_CONTEXT);
    const parent = options.root === true ? undefined : parentIn(parentContext);
    const traceId = parent?.traceId ?? ids.traceId();
    const sampled = sampler(parent, traceId);
    const context = newContext(traceId, ids.spanId(), sampled, parent);
    if (!sampled) return createNonRecordingSpan(context);
    const { kind, attributes, safeAttributes, links, startTime, clockOffset } = options;
    const startTimeMillis =
      (startTime === undefined ? undefined : toMillis(startTime, clock)) ?? clock.now(clockOffset);
    const span = new RecordingSpan(settings, {
      name: toName(name),
      context,
      parent,
      kind: isKind(kind) ? kind : 0,
      startTimeMillis,
      clockOffset,
      attributes,
      safeAttributes,
      links,
    });
    onStart?.(span, parentContext);
    return span;
  }

  /** The API's three forms: the function is last, options and context may stand before it. */
  function startActiveSpan<F extends (span: Span) => unknown>(name: string, ...rest: unknown[]): ReturnType<F> {
    const fn = rest.pop() as F;
    const [options, given] = rest as [SpanOptions?, Context?];
    const manager = contexts();
    const parentContext = given ?? manager?.active() ?? ROOT_CONTEXT;
    const span = startSpan(name, options, parentContext);
    if (manager === undefined) return fn(span) as ReturnType<F>;
    return manager.with(setSpan(parentContext, span), fn as (span: Span) => ReturnType<F>, undefined, span);
  }

  return { startSpan, startActiveSpan };
}

/** A span of our own has a valid context, which need not be looked at. */
function parentIn(context: Context): SpanContext | undefined {
  try {
    const span = getSpan(context);
    if (span instanceof RecordingSpan) return span.spanContext();
  } catch {
    // A context of another making that cannot be read.
  }
  return parentSpanContext(context);
}

function newContext(traceId: string, spanId: string, sampled: boolean, parent: SpanContext | undefined): SpanContext {
  const traceFlags = sampled ? 1 : 0;
  const traceState = parent?.traceState;
  return traceState === undefined ? { traceId, spanId, traceFlags } : { traceId, spanId, traceFlags, traceState };
}

function isKind(kind: unknown): kind is SpanRecord["kind"] {
  return kind === 0 || kind === 1 || kind === 2 || kind === 3 || kind === 4;
}
