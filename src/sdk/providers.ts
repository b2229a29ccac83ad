import type { Span } from "@opentelemetry/api";
import { destinationSignals } from "../export/destinations/destination.ts";
import type { Diag } from "../internal/diag.ts";
import { describeError } from "../internal/guard.ts";
import { type OtelGlobals, registerContextManager } from "../internal/otel-globals.ts";
import { OWN_SCOPE } from "../record/own-scope.ts";
import type { ContextStore, EventSink, OpenSpan, SpanStart, SpanStarter } from "../record/ports.ts";
import type { Recorder } from "../record/recorder.ts";
import { GEN_AI_SCHEMA_URL, SCOPE_NAME } from "../semconv/schema.ts";
import type { Clock } from "../trace/clock.ts";
import { createIds } from "../trace/ids.ts";
import type { SpanSettings } from "../trace/light-span.ts";
import { DEFAULT_SPAN_LIMITS, spanLimitsFromEnv } from "../trace/limits.ts";
import { RecordingSpan } from "../trace/recording-span.ts";
import { samplerFromEnv } from "../trace/sampler.ts";
import { parentSpanContext } from "../trace/span-context.ts";
import { createTracer } from "../trace/tracer.ts";
import { VERSION } from "../version.ts";
import { createContextStore, sharedContextManager } from "./context-store.ts";
import { createSpanGate } from "./foreign/given-content.ts";
import { registerContext } from "./globals/global-context.ts";
import { registerMeters } from "./globals/global-meters.ts";
import type { GlobalProviders } from "./globals/global-providers.ts";
import { hostEvents } from "./host/events.ts";
import { hostMetrics } from "./host/metrics.ts";
import { hostSpans } from "./host/spans.ts";
import { metricSettings } from "./metric-settings.ts";
import type { Outputs } from "./outputs.ts";
import { ownMetrics } from "./own/metrics.ts";
import { noSpans, OwnSpan, ownSpans, SPAN_KINDS } from "./own/spans.ts";
import { NO_METRICS, type RecordingMetrics } from "./recording-metrics.ts";

/** What recording writes to: parts of our own, or the application's. */
export interface Providers {
  readonly spans: SpanStarter;
  readonly metrics: RecordingMetrics;
  readonly events: EventSink;
  readonly contexts: ContextStore;
  /** Starts OpenTelemetry's SDK once, when there is something for it to do. Resolves to undefined when there is not, or when it failed. */
  startSdk(): Promise<GlobalProviders | undefined>;
  /** The SDK as far as it has started. */
  readonly sdk: GlobalProviders | undefined;
}

interface ProviderSettings {
  readonly outputs: Outputs;
  readonly host: OtelGlobals | undefined;
  /** Nothing is registered with the OpenTelemetry API: spans of others are not taken. @defaultValue false */
  readonly isIsolated?: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly diag: Diag;
  readonly clock: Clock;
  /** Who records; asked for once everything is there. */
  readonly recorder: () => Recorder;
}

/**
 * Our scopes carry up to 128 attributes of the application and those of the conventions; the limit of the standard variable holds
 * where it is set.
 */
const OWN_ATTRIBUTE_LIMIT = 256;

export function createProviders(settings: ProviderSettings): Providers {
  const { host } = settings;
  return host === undefined ? ownProviders(settings) : attachedProviders(settings, host);
}

function ownProviders({ outputs, isIsolated, env, diag, clock, recorder }: ProviderSettings): Providers {
  const manager = sharedContextManager();
  const tracer = createTracer({
    ...spanSettings({ outputs, env, diag, clock }),
    gate: createSpanGate(outputs.content),
    sampler: samplerFromEnv(env, diag.warn),
    ids: createIds(),
    contexts: manager,
    onStart: (span) => outputs.pipeline.opened(span),
  });
  const takesMetrics = outputs.destinations.some((destination) => destinationSignals(destination).includes("metrics"));
  const metrics = takesMetrics ? metricSettings(env, diag) : undefined;
  const joinsOthers = isIsolated !== true && outputs.destinations.length > 0;
  if (joinsOthers) registerContext(manager);
  if (joinsOthers && metrics !== undefined) registerMeters(diag, () => recorder().paused);
  let starting: Promise<GlobalProviders | undefined> | undefined;
  let started: GlobalProviders | undefined;
  return {
    get sdk() {
      return started;
    },
    spans: ownSpans(tracer),
    metrics: metrics === undefined ? NO_METRICS : ownMetrics({ outputs, metrics, clock, diag }),
    events: { emit: (record) => outputs.pipeline.log(record) },
    contexts: createContextStore(manager),
    startSdk() {
      if (!joinsOthers) return Promise.resolve(undefined);
      starting ??= start();
      return starting;
    },
  };

  async function start(): Promise<GlobalProviders | undefined> {
    try {
      const { startGlobalProviders } = await import("./globals/global-providers.ts");
      const sdk = await startGlobalProviders({
        resource: outputs.resource,
        contextManager: manager,
        pipeline: outputs.pipeline,
        content: outputs.content,
        recorder: recorder(),
        metrics,
        env,
        diag,
      });
      started = sdk;
      outputs.resource = sdk.resource;
      return sdk;
    } catch (error) {
      const reason = describeError(error);
      diag.warn("sdk", `the OpenTelemetry SDK could not be started, so nothing of others is recorded: ${reason}`);
      return undefined;
    }
  }
}

function attachedProviders({ outputs, env, diag, clock }: ProviderSettings, host: OtelGlobals): Providers {
  const manager = sharedContextManager();
  // Without one, the application's spans would not find ours, nor ours its.
  if (host.context === undefined) registerContextManager(manager);
  const { signals } = outputs;
  const tracer = host.trace?.getTracer(SCOPE_NAME, VERSION, { schemaUrl: GEN_AI_SCHEMA_URL });
  const meter = host.metrics?.getMeter(SCOPE_NAME, VERSION, { schemaUrl: GEN_AI_SCHEMA_URL });
  const allows = (kind: string): boolean => outputs.hostPolicy.admits(kind);
  const events = hostEvents(host, allows);
  const mirrors = outputs.destinations.length > 0;
  const own = mirrors ? spanSettings({ outputs, env, diag, clock }) : undefined;
  const mirror = (span: SpanStart, hostSpan: Span): OpenSpan | undefined =>
    own !== undefined && hostSpan.isRecording() ? mirrored(own, span, hostSpan) : undefined;
  return {
    spans:
      tracer === undefined || !signals.traces
        ? noSpans()
        : hostSpans(tracer, allows, diag, mirrors ? mirror : undefined),
    metrics: signals.metrics && meter !== undefined ? hostMetrics(meter) : NO_METRICS,
    events: {
      emit(record, context) {
        if (!signals.events) return;
        if (mirrors) outputs.pipeline.log(record);
        events.emit(record, context);
      },
    },
    contexts: createContextStore(manager),
    sdk: undefined,
    startSdk: () => Promise.resolve(undefined),
  };
}

/** The same span once more, with the host span's place in the trace, for exporters of our own. */
function mirrored(settings: SpanSettings, span: SpanStart, hostSpan: Span): OpenSpan {
  const copy = new RecordingSpan(settings, {
    name: span.name,
    context: hostSpan.spanContext(),
    parent: span.root === true ? undefined : parentSpanContext(span.parent),
    kind: SPAN_KINDS[span.kind],
    startTimeMillis: span.startTimeMillis,
    clockOffset: span.clockOffset,
    attributes: span.attributes as ConstructorParameters<typeof RecordingSpan>[1]["attributes"],
    links: span.links,
  });
  return new OwnSpan(copy, hostSpan);
}

function spanSettings({ outputs, env, diag, clock }: Omit<ProviderSettings, "host" | "recorder">): SpanSettings {
  return {
    scope: OWN_SCOPE,
    limits: spanLimitsFromEnv(env, diag.warn, { ...DEFAULT_SPAN_LIMITS, attributeCount: OWN_ATTRIBUTE_LIMIT }),
    clock,
    onEnd: (record) => outputs.pipeline.span(record),
    onMisuse: (message) => diag.debug(message),
  };
}
