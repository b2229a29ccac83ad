import type { Attributes, Meter, ObservableGauge, ObservableResult } from "@opentelemetry/api";
import type { ObserveGauge } from "../../record/ports.ts";
import type { RecordingMetrics } from "../recording-metrics.ts";

type Read = (observe: ObserveGauge) => void;

/** Metrics through the application's meter, whose reader collects them. */
export function hostMetrics(meter: Meter): RecordingMetrics {
  const stops: (() => void)[] = [];
  return {
    source: {
      createCounter: (name, options) => meter.createCounter(name, options),
      createUpDownCounter: (name, options) => meter.createUpDownCounter(name, options),
      createHistogram: (name, options) => meter.createHistogram(name, options),
      createObservableGauge(name, options, read) {
        stops.push(observeUntilStopped(meter.createObservableGauge(name, options), read));
      },
    },
    collectNow: () => {},
    stop() {
      for (const stop of stops.splice(0)) stop();
    },
  };
}

/**
 * Answers the application's reader until the returned function is called, and once more after that: a reader goes on reporting the last value
 * that it was told. The meter outlives the client and must not keep it in memory.
 */
function observeUntilStopped(gauge: ObservableGauge, read: Read): () => void {
  let current = read;
  let stopped = false;
  const callback = (result: ObservableResult): void => {
    current((value, labels) => result.observe(value, labels as Attributes | undefined));
    // Not while the callbacks are being gone through.
    if (stopped) queueMicrotask(() => gauge.removeCallback(callback));
  };
  gauge.addCallback(callback);
  return () => {
    const last: Parameters<ObserveGauge>[] = [];
    current((...observed) => last.push(observed));
    current = (observe) => {
      for (const observed of last) observe(...observed);
    };
    stopped = true;
  };
}
