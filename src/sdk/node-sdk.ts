import type { ContextManager } from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";
import { createMetricExporter } from "../export/metric-exporter.ts";
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
import type { MetricSettings } from "./metric-settings.ts";

export interface NodeSdkOptions {
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

/** OpenTelemetry's SDK, started by this package because the application has none. */
export interface RunningSdk {
  /** Ours plus what the standard detectors found, when they were asked for. */
  readonly resource: TelemetryAttributes;
  /** Hands the metrics that others measured so far to the pipeline. */
  collectMetrics(): Promise<void>;
  shutdown(): Promise<void>;
}

/**
 * Starts `NodeSDK` for everyone else: its tracer provider, logger provider and propagators become the global ones, the context manager is
 * the one our scopes run in already, and the spans, metrics and log records of other instrumentations leave through our pipeline.
 *
 * It is loaded here and not before: it is the most expensive part of OpenTelemetry to load, and nothing recorded needs it.
 */
export async function startNodeSdk(options: NodeSdkOptions): Promise<RunningSdk> {
  const [{ NodeSDK }, resources, sdkMetrics, api] = await Promise.all([
    import("@opentelemetry/sdk-node"),
    import("@opentelemetry/resources"),
    import("@opentelemetry/sdk-metrics"),
    import("@opentelemetry/api"),
  ]);
  const { pipeline, metrics, env, diag } = options;
  const attributes = await detectResource(resources, options.resource, env);
  const resource = resources.resourceFromAttributes(
    attributes as Parameters<typeof resources.resourceFromAttributes>[0],
  );
  const reader =
    metrics === undefined
      ? undefined
      : new sdkMetrics.PeriodicExportingMetricReader({
          exporter: await createMetricExporter({ pipeline, diag, temporality: metrics.temporality }),
          exportIntervalMillis: metrics.intervalMillis,
          exportTimeoutMillis: metrics.timeoutMillis,
        });
  const meterProvider =
    reader === undefined ? undefined : new sdkMetrics.MeterProvider({ resource, readers: [reader] });
  const before = activeOtelGlobals();
  // A provider that came after `init`, the application's or of another client of ours, stays the global one.
  const sdk = before?.trace === undefined ? startForAll(NodeSDK, api, options, resource) : undefined;
  if (meterProvider !== undefined && before?.metrics === undefined) api.metrics.setGlobalMeterProvider(meterProvider);
  diag.debug("the OpenTelemetry SDK was started");
  return {
    resource: attributes,
    collectMetrics: async () => {
      await meterProvider?.forceFlush();
    },
    shutdown: async () => {
      await Promise.allSettled([meterProvider?.shutdown(), sdk?.shutdown()]);
      const now = activeOtelGlobals();
      if (sdk !== undefined && now?.trace !== undefined && sharedState().ownProviders.has(delegateOf(now.trace))) {
        api.trace.disable();
        api.logs?.disable();
        api.propagation.disable();
      }
      if (now?.metrics !== undefined && now.metrics === meterProvider) api.metrics.disable();
    },
  };
}

function startForAll(
  NodeSDK: typeof import("@opentelemetry/sdk-node").NodeSDK,
  api: typeof import("@opentelemetry/api"),
  { contextManager, pipeline, content, recorder, env, diag }: NodeSdkOptions,
  resource: Resource,
): InstanceType<typeof NodeSDK> {
  const before = activeOtelGlobals();
  if (before?.diag === undefined) printDiagnostics(api, env);
  const sdk = withoutLogLevel(
    () =>
      new NodeSDK({
        resource,
        autoDetectResources: false,
        // Null keeps what is registered; the type does not say so.
        contextManager: (before?.context === undefined ? contextManager : null) as ContextManager,
        ...(before?.propagation !== undefined && { textMapPropagator: null }),
        spanProcessors: [createSpanProcessor({ pipeline, ...createForeignCalls(recorder, content), diag })],
        logRecordProcessors: [createForeignLogProcessor(pipeline, content)],
        metricReaders: [],
      }),
  );
  sdk.start();
  const after = activeOtelGlobals();
  if (after?.trace !== undefined) sharedState().ownProviders.add(delegateOf(after.trace));
  return sdk;
}

/** Prints OpenTelemetry's own messages on stderr when `OTEL_LOG_LEVEL` asks for them. */
function printDiagnostics(
  { diag, DiagLogLevel }: typeof import("@opentelemetry/api"),
  env: NodeSdkOptions["env"],
): void {
  const level = (env.OTEL_LOG_LEVEL ?? "").trim().toUpperCase();
  if (level === "") return;
  const print = (message: string): void => writeStderr(`${message}\n`);
  const logLevel = Object.hasOwn(DiagLogLevel, level) ? DiagLogLevel[level as "INFO"] : DiagLogLevel.INFO;
  diag.setLogger({ error: print, warn: print, info: print, debug: print, verbose: print }, { logLevel });
}

/** With the variable, NodeSDK would print on stdout too, and put its printing in place of a logger of the application's. */
function withoutLogLevel<T>(fn: () => T): T {
  const level = process.env.OTEL_LOG_LEVEL;
  delete process.env.OTEL_LOG_LEVEL;
  try {
    return fn();
  } finally {
    if (level !== undefined) process.env.OTEL_LOG_LEVEL = level;
  }
}
