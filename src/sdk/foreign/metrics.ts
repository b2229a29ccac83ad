import type { Attributes } from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";
import type { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { createMetricExporter, type PipelineMetricExporter } from "../../export/metric-exporter.ts";
import type { Pipeline } from "../../export/pipeline.ts";
import type { Diag } from "../../internal/diag.ts";
import { guard, ignoreRejection } from "../../internal/guard.ts";
import { realTimers } from "../../internal/real-timers.ts";
import type { MetricSettings } from "../metric-settings.ts";
import { collectAtOnce } from "./collect-at-once.ts";

/** The SDK's metrics, which other instrumentations measure with. */
export interface ForeignMetrics {
  readonly provider: MeterProvider;
  /** Hands what was measured so far to the pipeline, without waiting for anything: for the end of the process. */
  collectNow(): void;
}

export function createForeignMetrics(
  sdk: typeof import("@opentelemetry/sdk-metrics"),
  settings: {
    readonly resource: Resource;
    readonly pipeline: Pick<Pipeline, "metrics">;
    readonly metrics: MetricSettings;
    /** What labels become before anything is counted by them. */
    readonly labels: (labels: Attributes) => Attributes;
    readonly diag: Diag;
  },
): ForeignMetrics {
  const { resource, pipeline, metrics, labels, diag } = settings;
  const exporter = createMetricExporter({ pipeline, diag, temporality: metrics.temporality });
  const reader = createReader(sdk, exporter, metrics);
  const views = [{ instrumentName: "*", attributesProcessors: [{ process: labels }] }];
  const provider = new sdk.MeterProvider({ resource, readers: [reader], views });
  const getMeter = provider.getMeter.bind(provider);
  provider.getMeter = (...args) => {
    exporter.prepare();
    return getMeter(...args);
  };
  return {
    provider,
    collectNow: () => guard(diag, "metrics.exit", () => exporter.exportNow(collectAtOnce(provider)), undefined),
  };
}

/** The SDK's reader, which would take the timers of the process as they are when it is made: a test may have put others in their place. */
function createReader(
  sdk: typeof import("@opentelemetry/sdk-metrics"),
  exporter: PipelineMetricExporter,
  { intervalMillis, timeoutMillis }: MetricSettings,
): PeriodicExportingMetricReader {
  class Reader extends sdk.PeriodicExportingMetricReader {
    #timer: NodeJS.Timeout | undefined;

    protected override onInitialized(): void {
      this.#timer = realTimers.setInterval(() => ignoreRejection(this.forceFlush()), intervalMillis);
      this.#timer.unref();
    }

    protected override async onShutdown(): Promise<void> {
      realTimers.clearInterval(this.#timer);
      await super.onShutdown();
    }
  }
  return new Reader({ exporter, exportIntervalMillis: intervalMillis, exportTimeoutMillis: timeoutMillis });
}
