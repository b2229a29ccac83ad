import type { Meter, ObservableResult } from "@opentelemetry/api";
import type { RecordingMetrics } from "./recording-metrics.ts";

/** Metrics through the application's meter, whose reader collects them. */
export function hostMetrics(meter: Meter): RecordingMetrics {
  const removals: (() => void)[] = [];
  return {
    source: {
      createCounter: (name, options) => meter.createCounter(name, options),
      createUpDownCounter: (name, options) => meter.createUpDownCounter(name, options),
      createHistogram: (name, options) => meter.createHistogram(name, options),
      createObservableGauge(name, options, read) {
        const gauge = meter.createObservableGauge(name, options);
        const callback = (result: ObservableResult): void =>
          read((value, labels) => result.observe(value, labels as Parameters<typeof result.observe>[1]));
        gauge.addCallback(callback);
        removals.push(() => gauge.removeCallback(callback));
      },
    },
    collectNow: () => {},
    stop() {
      // The meter outlives the client and would keep it in memory.
      for (const remove of removals.splice(0)) remove();
    },
  };
}
