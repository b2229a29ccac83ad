import { encodeMetricsRequest } from "../../export/encode/metrics.ts";
import type { Diag } from "../../internal/diag.ts";
import { createMetricAggregator } from "../../metrics/aggregator.ts";
import { createPeriodicCollector } from "../../metrics/periodic-collector.ts";
import { OWN_SCOPE } from "../../record/own-scope.ts";
import type { Clock } from "../../trace/clock.ts";
import { observeDelivery } from "../delivery-metrics.ts";
import type { MetricSettings } from "../metric-settings.ts";
import type { Outputs } from "../outputs.ts";
import type { RecordingMetrics } from "../recording-metrics.ts";

/** Metrics of our own, summed up here and sent through the pipeline: at the interval of the standard variable, and when asked. */
export function ownMetrics(settings: {
  readonly outputs: Outputs;
  readonly metrics: MetricSettings;
  readonly clock: Clock;
  readonly diag: Diag;
}): RecordingMetrics {
  const { outputs, metrics, clock, diag } = settings;
  const aggregator = createMetricAggregator({
    temporality: metrics.temporality === "cumulative" ? "cumulative" : "delta",
    observableTemporality: metrics.temporality === "delta" ? "delta" : "cumulative",
    now: () => clock.now(),
    diag,
    onMeasured: () => collector.start(),
  });
  observeDelivery(aggregator, outputs);
  const collector = createPeriodicCollector({
    intervalMillis: metrics.intervalMillis,
    diag,
    collect: () =>
      aggregator.collect((records, dataPoints) => {
        const request = encodeMetricsRequest({ attributes: outputs.resource }, OWN_SCOPE, records);
        outputs.pipeline.metrics(request, dataPoints);
      }),
  });
  return {
    source: aggregator,
    collectNow: collector.collectNow,
    stop() {
      collector.stop();
      collector.collectNow();
    },
  };
}
