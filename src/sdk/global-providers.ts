import type { ContextManager } from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";
import type { Pipeline } from "../export/pipeline.ts";
import { createSpanProcessor } from "../export/span-processor.ts";
import type { Diag } from "../internal/diag.ts";
import { activeOtelGlobals } from "../internal/otel-globals.ts";
import { sharedState } from "../internal/shared-state.ts";
import type { TelemetryAttributes } from "../internal/telemetry-record.ts";
import { writeStderr } from "../internal/write-stderr.ts";
import type { ContentGate } from "../record/ports.ts";
import type { Recorder } from "../record/recorder.ts";
import { delegateOf } from "./delegate-of.ts";
import { detectResource } from "./detect-resource.ts";
import { createForeignCalls } from "./foreign-calls.ts";
import { createForeignLogProcessor } from "./foreign-logs.ts";
import { createForeignMetrics } from "./foreign-metrics.ts";
import { logLimits, sdkSampler, spanLimits } from "./global-settings.ts";
import type { MetricSettings } from "./metric-settings.ts";
import { propagatorFromEnv } from "./propagator.ts";

export interface GlobalProviderOptions {
  readonly resource: TelemetryAttributes;
  readonly contextManager: ContextManager;
  readonly pipeline: Pipeline;
  /** The gates and redaction that spans of others pass too. */
  readonly content: ContentGate;
  /** Who counts the model calls among those spans. */
  readonly recorder: Recorder;
  /** Absent when no destination takes metrics. */
  readonly metrics: MetricSettings | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly diag: Diag;
}

/** Providers of OpenTelemetry's SDK, started by this package because the application has none. */
export interface GlobalProviders {
  /** Ours plus what the standard detectors found, when they were asked for. */
  readonly resource: TelemetryAttributes;
  /** Hands the metrics that others measured so far to the pipeline. */
  collectMetrics(): Promise<void>;
  /** The same where nothing can wait. */
  collectMetricsNow(): void;
  shutdown(): Promise<void>;
}

type Api = typeof import("@opentelemetry/api");

/**
 * Starts the providers of OpenTelemetry's SDK for everyone else: tracer, logger and meter provider and propagators become the global ones, the
 * context manager is the one our scopes run in already, and the spans, metrics and log records of other instrumentations leave through our pipeline.
 *
 * They are loaded here and not before: they take longer to load than all of this package, and nothing recorded needs them.
 */
export async function startGlobalProviders(options: GlobalProviderOptions): Promise<GlobalProviders> {
  const [api, resources, sdkMetrics] = await Promise.all([
    import("@opentelemetry/api"),
    import("@opentelemetry/resources"),
    import("@opentelemetry/sdk-metrics"),
  ]);
  const { pipeline, metrics, env, diag } = options;
  const attributes = await detectResource(resources, options.resource, env);
  const resource = resources.resourceFromAttributes(
    attributes as Parameters<typeof resources.resourceFromAttributes>[0],
  );
  const measured = metrics && createForeignMetrics(sdkMetrics, { resource, pipeline, metrics, diag });
  const meterProvider = measured?.provider;
  const before = activeOtelGlobals();
  // A provider that came after `init`, the application's or of another client of ours, stays the global one.
  const stop = before?.trace === undefined ? await registerAll(api, options, resource) : undefined;
  if (meterProvider !== undefined && before?.metrics === undefined) api.metrics.setGlobalMeterProvider(meterProvider);
  diag.debug("the OpenTelemetry SDK was started");
  return {
    resource: attributes,
    collectMetrics: async () => {
      await meterProvider?.forceFlush();
    },
    collectMetricsNow: () => measured?.collectNow(),
    shutdown: async () => {
      await Promise.allSettled([meterProvider?.shutdown(), stop?.()]);
      const now = activeOtelGlobals();
      if (stop !== undefined && now?.trace !== undefined && sharedState().ownProviders.has(delegateOf(now.trace))) {
        api.trace.disable();
        api.logs?.disable();
        api.propagation.disable();
      }
      if (now?.metrics !== undefined && now.metrics === meterProvider) api.metrics.disable();
    },
  };
}

/** Registers everything but metrics. Gives what stops it. */
async function registerAll(
  api: Api,
  { contextManager, pipeline, content, recorder, env, diag }: GlobalProviderOptions,
  resource: Resource,
): Promise<(() => Promise<unknown>) | undefined> {
  // Before version 1.10 the API had no logs: packages that use them find no provider, and the SDK for them cannot be loaded.
  const { logs }: { readonly logs?: Api["logs"] } = api;
  const [sdkTrace, sdkLogs, propagator] = await Promise.all([
    import("@opentelemetry/sdk-trace"),
    logs === undefined ? undefined : import("@opentelemetry/sdk-logs"),
    propagatorFromEnv(env, diag),
  ]);
  const before = activeOtelGlobals();
  if (before?.trace !== undefined) return undefined;
  if (before?.diag === undefined) printDiagnostics(api, env);
  if (before?.context === undefined) api.context.setGlobalContextManager(contextManager.enable());
  if (before?.propagation === undefined && propagator !== undefined) api.propagation.setGlobalPropagator(propagator);
  const tracerProvider = new sdkTrace.TracerProvider({
    resource,
    sampler: sdkSampler(env, sdkTrace),
    spanLimits: spanLimits(env),
    spanProcessors: [createSpanProcessor({ pipeline, ...createForeignCalls(recorder, content), diag })],
  });
  const loggerProvider =
    sdkLogs === undefined
      ? undefined
      : new sdkLogs.LoggerProvider({
          resource,
          logRecordLimits: logLimits(env),
          processors: [createForeignLogProcessor(pipeline, content)],
        });
  api.trace.setGlobalTracerProvider(tracerProvider);
  if (loggerProvider !== undefined) logs?.setGlobalLoggerProvider(loggerProvider);
  const after = activeOtelGlobals();
  if (after?.trace !== undefined) sharedState().ownProviders.add(delegateOf(after.trace));
  return () => Promise.allSettled([tracerProvider.shutdown(), loggerProvider?.shutdown()]);
}

/** Prints OpenTelemetry's own messages on stderr when `OTEL_LOG_LEVEL` asks for them. */
function printDiagnostics({ diag, DiagLogLevel }: Api, env: GlobalProviderOptions["env"]): void {
  const level = (env.OTEL_LOG_LEVEL ?? "").trim().toUpperCase();
  if (level === "") return;
  const print = (message: string): void => writeStderr(`${message}\n`);
  const logLevel = Object.hasOwn(DiagLogLevel, level) ? DiagLogLevel[level as "INFO"] : DiagLogLevel.INFO;
  diag.setLogger({ error: print, warn: print, info: print, debug: print, verbose: print }, { logLevel });
}
