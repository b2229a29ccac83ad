import module from "node:module";
import type { ContextManager } from "@opentelemetry/api";
import type { Pipeline } from "../../export/pipeline.ts";
import type { Diag } from "../../internal/diag.ts";
import { loadPackage } from "../../internal/load-package.ts";
import type { TelemetryAttributes } from "../../internal/telemetry-record.ts";
import type { ContentGate } from "../../record/ports.ts";
import type { Recorder } from "../../record/recorder.ts";
import { detectResource } from "../detect-resource.ts";
import { createForeignCalls } from "../foreign/calls.ts";
import { joinMeasuring } from "../foreign/join-measuring.ts";
import { joinRecording } from "../foreign/join-recording.ts";
import type { Taker } from "../foreign/takers.ts";
import type { MetricSettings } from "../metric-settings.ts";

type Api = typeof import("@opentelemetry/api");

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

/**
 * Starts the providers of OpenTelemetry's SDK for everyone else: tracer, logger and meter provider and propagators become the global ones, the
 * context manager is the one our scopes run in already, and the spans, metrics and log records of other instrumentations leave through our pipeline.
 * All of them give way to what the application registers later, and pass to the next client when this one is shut down.
 *
 * They are loaded here and not before: they take longer to load than all of this package, and nothing recorded needs them.
 */
export async function startGlobalProviders(options: GlobalProviderOptions): Promise<GlobalProviders> {
  const [api, resources, sdkMetrics] = await Promise.all([
    loadPackage<Api>(
      "@opentelemetry/api",
      () => import("@opentelemetry/api"),
      // Not by its name, which webpack follows.
      (name) => module.createRequire(import.meta.url)(name),
    ),
    import("@opentelemetry/resources"),
    import("@opentelemetry/sdk-metrics"),
  ]);
  const { pipeline, content, recorder, metrics, env, diag } = options;
  const attributes = await detectResource(resources, options.resource, {
    env,
    diag,
    withCommandLine: content.allowsEverywhere("commandArguments"),
  });
  const resource = resources.resourceFromAttributes(
    attributes as Parameters<typeof resources.resourceFromAttributes>[0],
  );
  const calls = createForeignCalls(recorder, content);
  const taker: Taker = { pipeline, content, calls, isPaused: () => recorder.paused };
  const leaveRecording = await joinRecording(api, taker, options, resource);
  const measuring = metrics && joinMeasuring(api, sdkMetrics, taker, { resource, metrics, diag });
  diag.debug("the OpenTelemetry SDK was started");
  return {
    resource: attributes,
    collectMetrics: async () => {
      await measuring?.collect();
    },
    collectMetricsNow: () => measuring?.collectNow(),
    shutdown: async () => {
      await Promise.allSettled([measuring?.leave(), leaveRecording?.()]);
    },
  };
}
