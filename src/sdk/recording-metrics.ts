import type { MetricSource } from "../record/ports.ts";

/** Where measurements of our own go, and the hold on it that the client's life has. */
export interface RecordingMetrics {
  readonly source: MetricSource;
  /** Hands what was measured so far to the pipeline, at once. With the application's meter there is nothing to hand over. */
  collectNow(): void;
  /** Reports a last time and asks no more. */
  stop(): void;
}

const ignore = { add: (): void => {}, record: (): void => {} };

/** For a client whose metrics go nowhere. */
export const NO_METRICS: RecordingMetrics = {
  source: {
    createCounter: () => ignore,
    createUpDownCounter: () => ignore,
    createHistogram: () => ignore,
    createObservableGauge: () => {},
  },
  collectNow: () => {},
  stop: () => {},
};
